// SPDX-License-Identifier: MIT
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/cli/progress.hpp>
#include <brine/cli/stop_signals.hpp>

#include <fmt/format.h>

namespace brine::cli {

namespace {

struct compact_command {
  std::string where;

  int run(context& c) const {
    const auto db = open_to_write(where);
    const auto report = [&] {
      auto shown = progress("compact", "bytes");
      return db.compact(
        [&](const compaction_progress& now) { shown.show(now.done, now.all); });
    }();
    c.print(value{{keyword("oldest"), report.oldest},
                  {keyword("bytes-before"), report.before},
                  {keyword("bytes-after"), report.after}});
    db.close();
    return exit_code::done;
  }
};

struct rekey_command {
  std::string where;

  int run(context& c) const {
    const stop_signals signals; // before the store has threads
    const auto db = open_to_write(where);
    try {
      const auto report = [&] {
        auto shown = progress("rekey", "bytes");
        return db.rekey([&](const compaction_progress& now) {
          if (now.done < now.all) // else it is as good as done
            signals.check();
          shown.show(now.done, now.all);
        });
      }();
      db.close();
      c.print(value{{keyword("records"), report.records},
                    {keyword("bytes-before"), report.before},
                    {keyword("bytes-after"), report.after}});
      return exit_code::done;
    } catch (const interrupted&) {
      db.close(); // the log says whether the former keys are still needed
      say("interrupted");
      return exit_code::interrupted;
    }
  }
};

/// A copy is as the store is; a setting that would change it is an error.
void check_target(const config& target) {
  for (const auto& e : target.map().entries())
    if (e.key != value("backend") && e.key != value("path"))
      throw error(errc::bad_config,
                  fmt::format("config key \"{}\" is not for a backup, which is "
                              "written as the store is; give the copy's path "
                              "alone",
                              e.key.as_string()));
}

struct backup_command {
  std::string where;
  std::string target;

  int run(context& c) const {
    const auto to = journal_folder(target);
    check_target(target);
    const auto db = open_to_read(where);
    const auto report = db.backup(to);
    c.print(value{{keyword("revision"), report.last},
                  {keyword("bytes-linked"), report.linked},
                  {keyword("bytes-copied"), report.copied}});
    return exit_code::done;
  }
};

} // namespace

void add_keep_commands(context& c) {
  auto compact = std::make_shared<compact_command>();
  auto* sub = add_command(c, "compact",
                          "Drop what the store's retention does not keep, and "
                          "write the rest anew",
                          compact);
  add_store(sub, compact->where);
  sub->footer("What is kept is said with the store: "
              "'journal:data?retention-revisions=1000';\n"
              "docs/config.md lists the settings.");

  auto rekey = std::make_shared<rekey_command>();
  sub = add_command(c, "rekey",
                    "Seal everything with the store's present key, so that it "
                    "opens without the former ones",
                    rekey);
  add_store(sub, rekey->where);
  sub->footer("The store is given with all its keys: "
              "'journal:data?encryption-key-file=new\n"
              "&former-key-files=old'; docs/security.md goes through it. "
              "Interrupted, it goes\n"
              "on the next time.");

  auto backup = std::make_shared<backup_command>();
  sub = add_command(c, "backup",
                    "Copy a store, as it is at one revision, to a new place",
                    backup);
  add_store(sub, backup->where);
  add_name(sub, "NEW", backup->target,
           "Folder, missing or empty, or URI such as journal:copy")
    ->required();
}

} // namespace brine::cli
