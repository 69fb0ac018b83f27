// SPDX-License-Identifier: MIT
#include <brine/backends/journal/backup.hpp>
#include <brine/backends/journal/consumers.hpp>
#include <brine/backends/journal/journal_reader.hpp>
#include <brine/backends/journal/reading_keeper.hpp>

namespace brine::journal {

namespace {

/// Whether the store still lists every segment that was copied: then no file
/// that a record in them names was removed.
result<void> check_listed(const backup_source& from) {
  auto now = read_manifest(from.where, from.folder);
  if (!now)
    return now.failure();
  for (const auto& s : from.log->segments)
    if (!*now || !(*now)->lists(s->bytes().name()))
      return error(errc::busy, from.folder
                                 + " was compacted while it was copied; the "
                                   "copy is not whole");
  return {};
}

error not_writable() {
  return error(errc::read_only, "the store was opened with mode=read");
}

} // namespace

result<backup_report>
reading_keeper::back_up(const std::string& folder, host& store) {
  // A view of its own: that of the store changes while it follows the writer.
  auto view = journal_reader(how_);
  auto from = view.now();
  if (!from)
    return from.failure();
  from->check = [&] { return check_listed(*from); };
  return copy_store(*from, folder, store);
}

result<void> reading_keeper::acknowledge(consumer_lease, host&) {
  return not_writable();
}

result<bool> reading_keeper::remove_consumer(const std::string&, host&) {
  return not_writable();
}

result<std::vector<consumer_lease>> reading_keeper::consumers(host& store) {
  auto& where = how_.where ? *how_.where : posix_disk();
  auto all = read_consumers(where, how_.folder);
  if (!all)
    return all;
  return within_lease(std::move(*all), store.now());
}

} // namespace brine::journal
