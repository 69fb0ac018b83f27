// SPDX-License-Identifier: MIT
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/core/edn.hpp>

#include <charconv>
#include <map>

namespace brine::cli {

void context::print(const value& v, const value& key, revision rev) {
  try {
    print(v);
  } catch (const error& e) {
    throw error(e.code(),
                "revision " + std::to_string(rev) + ": " + e.message(),
                to_string(key));
  }
}

void context::print(const change& what) {
  std::vector<value> keys;
  for (const auto& e : what.edits)
    keys.push_back(e.key);
  print(to_value(what), keys.size() == 1 ? keys[0] : value(keys), what.rev);
}

CLI::App* add_subcommand(context& c, const std::string& name,
                         const std::string& help, std::function<int()> run) {
  auto* command = c.app.add_subcommand(name, help);
  const auto names =
    std::map<std::string, text_format>{{"edn", text_format::edn},
                                       {"json", text_format::json},
                                       {"ndjson", text_format::json}};
  command
    ->add_option_function<std::string>(
      "--as",
      [&c, names](const std::string& text) {
        c.format = names.at(text);
        c.format_given = true;
      },
      "edn (default) or json, for data that comes and goes; ndjson is json")
    ->check(CLI::IsMember({"edn", "json", "ndjson"}).description(""))
    ->type_name("FORMAT");
  command->footer("");
  command->final_callback([&c, run = std::move(run)] { c.chosen = run; });
  return command;
}

void add_store(CLI::App* command, std::string& to) {
  add_name(command, "STORE", to,
           "Folder, or URI such as journal:data?fsync=never")
    ->required();
}

void add_key(CLI::App* command, std::string& to) {
  command->add_option("KEY", to, "Key of a document, in edn or a bare word")
    ->required()
    ->type_name("");
}

void add_path(CLI::App* command, std::vector<std::string>& to) {
  command->add_option("STEP...", to, "Steps into the document")->type_name("");
}

void add_java(CLI::App* command, java_version& to) {
  command
    ->add_option_function<std::string>(
      "--java",
      [&to](const std::string& text) {
        to = text == "17" ? java_version::java17 : java_version::java19;
      },
      "Hash doubles as Java up to 18 wrote them (17) or as it does since (19, "
      "the default)")
    ->check(CLI::IsMember({"17", "19"}).description(""))
    ->type_name("VERSION");
}

CLI::Validator whole_number(std::uint64_t min, std::uint64_t max) {
  return {[min, max](std::string& text) {
            std::uint64_t n = 0;
            const auto* end = text.data() + text.size();
            const auto read = std::from_chars(text.data(), end, n);
            const auto good = read.ec == std::errc() && read.ptr == end;
            return good && n >= min && n <= max
                     ? std::string()
                     : "not a whole number from " + std::to_string(min) + " to "
                         + std::to_string(max) + ": " + unshielded(text);
          },
          ""};
}

CLI::Option* add_name(CLI::App* command, const std::string& name,
                      std::string& to, const std::string& help) {
  return command
    ->add_option_function<std::string>(
      name, [&to](const std::string& text) { to = unshielded(text); }, help)
    ->type_name("");
}

} // namespace brine::cli
