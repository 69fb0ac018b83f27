// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/import_source.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/cli/progress.hpp>
#include <brine/cli/stop_signals.hpp>
#include <brine/core/config.hpp>
#include <brine/core/edn.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace brine::cli {

namespace {

/// How much may be on its way into a store at once.
struct window {
  std::size_t operations = 1024;
  std::size_t bytes = std::size_t{32} << 20;
};

/// No more than the store's own limits, of which one answers `busy`.
window window_of(const std::string& where) {
  const auto config = brine::config(where);
  auto reader = config_reader(config.map());
  window w;
  w.operations =
    std::min(w.operations, static_cast<std::size_t>(reader.integer(
                             "max-operations", std::int64_t{1} << 20, 1)));
  w.bytes = std::min(w.bytes, static_cast<std::size_t>(
                                reader.bytes("max-bytes", w.bytes * 8) / 8));
  return w;
}

/// Writes documents, each in a commit of its own, many of them at once.
class importer {
public:
  /// `from` is the input's name, for messages.
  importer(const store& db, window limit, std::string from)
      : db_(db), limit_(limit), from_(std::move(from)) {}

  /// Throws what an earlier document, or this one, failed with.
  void add(const import_item& item) {
    const auto size = item.document.memory() + item.metadata.memory();
    while (
      !open_.empty()
      && (open_.size() >= limit_.operations || bytes_ + size > limit_.bytes))
      finish_one();
    write_options o;
    o.metadata = item.metadata;
    try {
      open_.push_back({db_.async().assoc(item.key, item.document, o), size,
                       item.key, item.at});
    } catch (const error& e) {
      throw placed(e, item.key, item.at);
    }
    bytes_ += size;
  }

  /// Waits for all; throws the first failure.
  void finish() {
    std::exception_ptr failed;
    while (!open_.empty()) {
      try {
        finish_one();
      } catch (const error&) {
        if (!failed)
          failed = std::current_exception();
      }
    }
    if (failed)
      std::rethrow_exception(failed);
  }

  /// How many documents are known to be in the store.
  [[nodiscard]] std::uint64_t done() const noexcept {
    return done_;
  }

private:
  struct on_its_way {
    async_result<revision> answer;
    std::size_t bytes;
    value key;
    text_place at;
  };

  void finish_one() {
    auto first = std::move(open_.front());
    open_.pop_front();
    bytes_ -= first.bytes;
    try {
      first.answer.get();
    } catch (const error& e) {
      throw placed(e, first.key, first.at);
    }
    ++done_;
  }

  /// The store's error, with the place in the input.
  [[nodiscard]] error
  placed(const error& e, const value& key, const text_place& at) const {
    return {e.code(), from_ + ": " + describe(at) + ": " + e.message(),
            e.key().empty() ? brief(key) : e.key()};
  }

  const store& db_;
  window limit_;
  std::string from_;
  std::deque<on_its_way> open_;
  std::size_t bytes_ = 0;
  std::uint64_t done_ = 0;
};

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
    auto to = importer(db, window_of(where), in.name());
    try {
      copy(in, *source, to);
      db.close();
    } catch (const interrupted&) {
      to.finish();
      db.close();
      say("interrupted; " + imported(to.done()));
      return exit_code::interrupted;
    } catch (const error& e) {
      return stop(e, to);
    }
    say(imported(to.done()));
    return exit_code::done;
  }

  static std::string imported(std::uint64_t count) {
    return fmt::format("{} {} imported", count,
                       count == 1 ? "document was" : "documents were");
  }

  static void copy(const input& in, import_source& from, importer& to) {
    auto shown = progress("import", "bytes");
    while (const auto item = from.next()) {
      to.add(*item);
      shown.show(in.done(), in.size());
    }
    to.finish();
  }

  /// Brings home what is on its way, then tells what went wrong.
  static int stop(const error& e, importer& to) {
    auto what = e;
    try {
      to.finish();
    } catch (const error& other) {
      what = other.code() == e.code() ? e : other;
    }
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
