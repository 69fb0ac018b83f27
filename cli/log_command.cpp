// SPDX-License-Identifier: MIT
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/filter_options.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/cli/stop_signals.hpp>

#include <exception>

namespace brine::cli {

namespace {

std::optional<cursor> cursor_argument(const std::string& text) {
  if (text.empty())
    return std::nullopt;
  return parse_cursor(text).or_throw();
}

struct log_command {
  std::string where;
  std::string from;
  filter_options filter;
  std::uint64_t limit = 0;
  bool old_values = false;

  int run(context& c) const {
    changes_options o;
    o.where = filter.make();
    o.from = cursor_argument(from);
    o.old_values = old_values;
    const auto db = open_to_read(where);
    if (!o.from) {
      const auto known = db.history();
      o.from = cursor{known.log, known.oldest - 1};
    }
    auto stream = db.changes(o);
    for (std::uint64_t n = 0; limit == 0 || n < limit; ++n) {
      const auto next = stream.next();
      if (!next)
        break;
      c.print(*next);
    }
    return exit_code::done;
  }
};

struct watch_command {
  std::string where;
  std::string from;
  filter_options filter;
  bool snapshot = false;
  bool old_values = false;

  int run(context& c) const {
    const stop_signals signals; // before the store has threads
    changes_options o;
    o.where = filter.make();
    o.from = cursor_argument(from);
    o.follow = true;
    o.snapshot = snapshot;
    o.old_values = old_values;
    const auto db = open_to_read(where);
    auto stream = db.changes(o);
    say("watching " + shown(where) + " until Ctrl-C");
    auto printed = stream.position();
    std::exception_ptr failed;
    {
      const stop_watch stop(signals, [&] { stream.stop(); });
      while (const auto next = stream.next()) {
        try {
          c.print(*next);
        } catch (const error&) {
          failed = std::current_exception();
          break;
        }
        c.out.flush();
        printed = stream.position();
      }
    }
    if (!failed)
      printed = stream.position();
    c.print(value{{keyword("cursor"), to_string(printed)}});
    if (failed)
      std::rethrow_exception(failed);
    return exit_code::done;
  }
};

} // namespace

void add_log_commands(context& c) {
  auto log = std::make_shared<log_command>();
  auto* sub =
    add_command(c, "log", "Print the changes there were, oldest first", log);
  add_store(sub, log->where);
  sub->add_option("--from", log->from, "Only changes behind this cursor")
    ->type_name("CURSOR");
  log->filter.add_to(sub);
  sub->add_option("--limit", log->limit, "At most so many")
    ->check(whole_number(1))
    ->type_name("N");
  sub->add_flag("--old", log->old_values, "Print documents before too");

  auto watch = std::make_shared<watch_command>();
  sub = add_command(c, "watch",
                    "Print changes as they come until Ctrl-C, then the cursor "
                    "to go on from",
                    watch);
  add_store(sub, watch->where);
  sub
    ->add_option("--from", watch->from,
                 "Begin behind this cursor, or with \"beginning\"; without it "
                 "with what is written from now on")
    ->type_name("CURSOR");
  watch->filter.add_to(sub);
  sub->add_flag("--snapshot", watch->snapshot,
                "Print the documents there are first; with --from only if the "
                "history from there is gone");
  sub->add_flag("--old", watch->old_values, "Print documents before too");
}

} // namespace brine::cli
