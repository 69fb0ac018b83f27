// SPDX-License-Identifier: MIT
#include <brine/actors/snapshot_view.hpp>
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/store_keys.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/core/config.hpp>
#include <brine/core/document.hpp>

#include <filesystem>

namespace brine::cli {

namespace {

/// What the files of a journal add.
void add_journal(value& to, const std::string& folder) {
  auto& disk = journal::posix_disk();
  const auto who = journal::read_identity(disk, folder).or_throw();
  const auto listed = journal::read_manifest(disk, folder).or_throw();
  std::uintmax_t bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
    if (std::error_code gone; file.is_regular_file(gone))
      if (const auto size = file.file_size(gone); !gone)
        bytes += size;
  const auto put = [&](std::string_view name, value v) {
    to = assoc_in(to, {keyword(name)}, std::move(v));
  };
  put("id", who.id);
  put("fsync", keyword(who.fsync));
  put("clean", who.clean);
  put("key",
      who.encryption ? value(journal::present_key(*who.encryption)) : value());
  put("former-logs", who.former.size());
  put("segments", listed ? listed->segments.size() : 0);
  put("bytes", static_cast<std::uint64_t>(bytes));
}

struct info_command {
  std::string where;

  int run(context& c) const {
    const auto db = open_to_read(where);
    const auto history = db.history();
    std::uint64_t count = 0;
    db.snapshot().each_key([&](const value&) {
      ++count;
      return true;
    });
    const auto config = brine::config(where);
    auto v =
      value{{keyword("store"), shown(where)},
            {keyword("backend"), config.map()["backend"]},
            {keyword("keys"), count},
            {keyword("revision"), history.last},
            {keyword("oldest"), history.oldest},
            {keyword("cursor"), to_string(cursor{history.log, history.last})}};
    std::vector<value> consumers;
    for (const auto& x : db.consumers())
      consumers.push_back({{keyword("name"), x.name},
                           {keyword("cursor"), to_string(x.seen)},
                           {keyword("lease-end"), x.lease_end}});
    v = assoc_in(v, {keyword("consumers")}, consumers);
    if (config.map()["backend"] == value("journal"))
      add_journal(v, journal_folder(where));
    c.print(v);
    return exit_code::done;
  }
};

} // namespace

void add_info_command(context& c) {
  auto info = std::make_shared<info_command>();
  auto* sub = add_command(
    c, "info", "Print what a store is: keys, revisions, cursor, size", info);
  add_store(sub, info->where);
}

} // namespace brine::cli
