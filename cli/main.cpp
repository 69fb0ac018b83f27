// SPDX-License-Identifier: MIT
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/help.hpp>
#include <brine/core/config.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <csignal>
#include <memory>
#include <mutex>
#include <system_error>
#include <utility>

namespace brine::cli {

namespace {

constexpr auto footer =
  R"(Keys, steps and values are edn: 7, "two words", :keyword, [1 2], {"a" 1}. A bare
word is taken as a string. With --as json values are JSON. STORE is a folder, or
a URI with settings:
  brine assoc data alice '{"name" "Alice" "age" 30}'
  brine get data alice age
  brine update data alice age inc
  brine watch data --from beginning
  brine import data quakes.ndjson --key id
  brine dump 'journal:data?cache=1GiB' --as json

Commands that only read run beside the program that writes. Data goes to
standard output, messages to standard error.

Exit codes: 0 done, 1 not there, 2 wrong usage, 3 the store cannot do it, 4 the
store is damaged, 5 the data does not fit, 6 the history asked for is gone, 130
interrupted, 141 nobody reads the output.
)";

/// What the store logs is a message too.
class log_sink final : public spdlog::sinks::base_sink<std::mutex> {
protected:
  void sink_it_(const spdlog::details::log_msg& m) override {
    const auto level = spdlog::level::to_string_view(m.level);
    say(fmt::format("{}: {}", std::string_view(level.data(), level.size()),
                    std::string_view(m.payload.data(), m.payload.size())));
  }

  void flush_() override {}
};

void set_up(context& c) {
  c.app.require_subcommand(1);
  c.app.set_version_flag("--version", "brine " BRINE_VERSION,
                         "Print the version");
  c.app.footer(footer);
  c.app.formatter(std::make_shared<help_formatter>());
  add_read_commands(c);
  add_write_commands(c);
  add_update_command(c);
  add_dump_command(c);
  add_import_command(c);
  add_convert_command(c);
  add_log_commands(c);
  add_info_command(c);
  add_keep_commands(c);
  add_repair_commands(c);
  add_hash_command(c);
  add_inspect_command(c);
  add_bench_command(c);
}

/// What nobody asked for; behind an option that would be a secret's there may
/// be one.
std::string unexpected(std::vector<std::string> arguments) {
  auto hide = false;
  for (auto& a : arguments) {
    if (std::exchange(hide, false))
      a = "***";
    else
      hide = a.starts_with("--") && redacted_text(a + "=?") != a + "=?";
    a = redacted_text(unshielded(a));
  }
  return fmt::format("{} not expected: {}",
                     arguments.size() == 1 ? "this argument was"
                                           : "these arguments were",
                     fmt::join(arguments, " "));
}

/// Text of CLI11 for people: usage errors on standard error, help on standard
/// output.
int explain(context& c, const CLI::ParseError& e) {
  const auto chosen = c.app.get_subcommands();
  const auto unknown = c.app.remaining();
  if (chosen.empty() && !unknown.empty()) {
    say("there is no command " + unknown.front());
    say("see brine --help");
    return exit_code::usage;
  }
  if (e.get_exit_code() == 0) {
    std::ostringstream help;
    c.app.exit(e, help, help);
    auto text = help.str();
    while (text.ends_with('\n'))
      text.pop_back();
    c.out.print(text);
    return exit_code::done;
  }
  const auto extra = dynamic_cast<const CLI::ExtrasError*>(&e) != nullptr;
  say(extra ? unexpected(c.app.remaining(true)) : e.what());
  say("see brine " + (chosen.empty() ? "" : chosen[0]->get_name() + ' ')
      + "--help");
  return exit_code::usage;
}

int parse(context& c, int argc, char** argv) {
  // CLI11 takes arguments from the back.
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i)
    arguments.push_back(shielded(argv[i]));
  if (!arguments.empty() && arguments.back() == "help") {
    arguments.pop_back();
    arguments.insert(arguments.begin(), "--help");
  }
  try {
    c.app.parse(std::move(arguments));
  } catch (const CLI::ParseError& e) {
    return explain(c, e);
  }
  return c.chosen();
}

/// Runs the command; everything that fails comes by here.
int run(context& c, int argc, char** argv) {
  try {
    const auto code = parse(c, argc, argv);
    c.out.flush();
    return code;
  } catch (const output_failed& e) {
    if (e.code == EPIPE)
      return exit_code::closed_output;
    say("cannot write to standard output: "
        + std::generic_category().message(e.code));
    return exit_code::store_failed;
  } catch (const error& e) {
    const auto* failed = &e;
    try {
      c.out.flush(); // what was found before
    } catch (const output_failed&) {
      // The first failure is the one to tell.
    }
    say(failed->what());
    return exit_code_of(*failed);
  } catch (const std::exception& e) {
    say(e.what());
    return exit_code::store_failed;
  }
}

} // namespace

} // namespace brine::cli

int main(int argc, char** argv) {
  try {
    // A closed pipe, and a file that may not grow, shall be errors of the
    // write, not the end.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "brine", std::make_shared<brine::cli::log_sink>()));
    CLI::App app("A reactive document store.", "brine");
    brine::cli::context c{app};
    brine::cli::set_up(c);
    return brine::cli::run(c, argc, argv);
  } catch (...) {
    // Not even a message could be made.
    return brine::cli::exit_code::store_failed;
  }
}
