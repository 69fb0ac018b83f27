// SPDX-License-Identifier: MIT
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/document_writer.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/import_source.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/cli/progress.hpp>
#include <brine/cli/stop_signals.hpp>

#include <fmt/format.h>

namespace brine::cli {

namespace {

struct import_command {
  std::string where;
  std::string file = "-";
  std::string field;

  int run(context& c) const {
    const stop_signals signals; // before the store has threads
    auto in = input(file, signals.descriptor());
    auto source = make_import_source(
      in, format(c),
      field.empty() ? std::nullopt : std::optional(argument(field)));
    const auto db = open_or_make(where);
    auto to = document_writer(db, where, in.name());
    try {
      copy(in, *source, to);
      db.close();
    } catch (const interrupted&) {
      to.finish();
      db.close();
      say("interrupted; " + documents_were(to.done(), "imported"));
      return exit_code::interrupted;
    } catch (const error& e) {
      return stop(e, to);
    }
    say(documents_were(to.done(), "imported"));
    return exit_code::done;
  }

  static void copy(const input& in, import_source& from, document_writer& to) {
    auto shown = progress("import", "bytes");
    while (const auto item = from.next()) {
      to.add(*item);
      shown.show(in.done(), in.size());
    }
    to.finish();
  }

  /// Brings home what is on its way, then tells what went wrong.
  static int stop(const error& e, document_writer& to) {
    const auto what = to.stop(e);
    say(what.what());
    say(fmt::format("documents imported before that: {}", to.done()));
    return what.code() == errc::bad_text ? exit_code::bad_input
                                         : exit_code_of(what);
  }

  [[nodiscard]] text_format format(const context& c) const {
    const auto ends = [&](std::string_view with) {
      return file.ends_with(with);
    };
    if (!c.format_given && (ends(".ndjson") || ends(".jsonl") || ends(".json")))
      return text_format::json;
    return c.format;
  }
};

} // namespace

void add_import_command(context& c) {
  auto import = std::make_shared<import_command>();
  auto* sub = add_command(
    c, "import",
    "Put in the documents of a file: lines of JSON or forms of edn", import);
  add_store(sub, import->where);
  add_name(sub, "FILE", import->file,
           "Default is -, standard input; .ndjson, .jsonl and .json are JSON, "
           "all else edn unless --as says so");
  sub
    ->add_option("--key", import->field,
                 "Each line or form is a document whose key is in this field; "
                 "else as dump writes them")
    ->type_name("FIELD");
  sub->footer(
    "Each document is a commit of its own, in the order of the file. At the\n"
    "first line that cannot be read import ends with code 5 and says where it\n"
    "is; the documents before are in the store, those behind are not.");
}

} // namespace brine::cli
