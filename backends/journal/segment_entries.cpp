// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_cursor.hpp>
#include <brine/backends/journal/segment_entries.hpp>
#include <brine/backends/journal/segment_index.hpp>

#include <deque>
#include <string>
#include <vector>

namespace brine::journal {

index_entry
entry_of(const record& r, std::uint64_t offset, std::uint32_t length) noexcept {
  index_entry e;
  e.key = r.key;
  e.rev = r.rev;
  e.offset = offset;
  e.length = length;
  if (r.is(tombstone))
    e.flags |= index_entry::removal;
  if (r.is(in_group))
    e.flags |= index_entry::group;
  if (r.is(external))
    e.flags |= index_entry::apart;
  return e;
}

result<void> index_segment(disk& where, const std::string& folder,
                           const stored_segment& closed) {
  const auto& from = closed.bytes();
  std::vector<std::byte> scratch;
  auto bytes = from.read(0, closed.readable(), scratch);
  if (!bytes)
    return bytes.failure();
  std::vector<index_entry> entries;
  std::deque<std::string> rooms; // entries refer to them
  std::string unused;
  record_tags tags;
  auto cursor = segment_cursor(*bytes, from.header());
  for (;;) {
    auto s = cursor.next();
    if (s == segment_cursor::step::bad)
      return error_at(from.path(), cursor.bad_offset(), cursor.why());
    if (s == segment_cursor::step::end)
      break;
    const auto all = cursor.commit();
    for (std::size_t place = 0; place < all.size(); ++place) {
      const auto& r = all[place];
      auto opened = closed.open(
        all, place, r.what.is(sealed) ? rooms.emplace_back() : unused);
      if (!opened)
        return opened.failure();
      entries.push_back(entry_of(opened->what, r.offset, r.length));
      tags.add(r.what);
    }
  }
  if (auto whole = closed.check_whole(cursor, tags); !whole)
    return whole;
  segment_summary summary;
  summary.name = from.name();
  summary.segment_id = from.header().id;
  summary.log_length = closed.readable();
  return write_segment_index(where, folder, summary, entries,
                             closed.documents().seals);
}

} // namespace brine::journal
