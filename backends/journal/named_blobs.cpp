// SPDX-License-Identifier: MIT
#include <brine/backends/journal/named_blobs.hpp>
#include <brine/backends/journal/segment_run.hpp>

namespace brine::journal {

namespace {

/// Whether an index that cannot be opened leaves it to the segment.
bool is_of_no_use(const error& e) {
  return e.code() == errc::not_found || e.code() == errc::damaged
         || e.code() == errc::newer_format || e.code() == errc::wrong_secret;
}

} // namespace

result<void> named_blobs::note(const record& r) {
  if (!r.is(external))
    return {};
  auto reference = find_reference(r.blob);
  if (!reference)
    return error(errc::damaged, folder_ + ": the record of revision "
                                  + std::to_string(r.rev)
                                  + " names no file for its value");
  all_.emplace(reference->name, *reference);
  return {};
}

result<void>
named_blobs::note_all(disk& where, const ref<stored_segment>& closed) {
  const auto& home = closed->bytes();
  const auto& header = home.header();
  auto index =
    open_segment_index(where, folder_ + "/segments", header.name, header.id,
                       closed->documents().seals.beside(header.sealed));
  if (index)
    return note_indexed(home, *index);
  return is_of_no_use(index.failure()) ? note_read(closed) : index.failure();
}

result<void>
named_blobs::note_indexed(const segment& home, const segment_index& index) {
  auto noted = result<void>();
  std::vector<std::byte> scratch;
  auto done = index.visit([&](const index_entry& e) {
    if ((e.flags & index_entry::apart) == 0 || !noted)
      return;
    auto r = home.read_record(e.offset, e.length, scratch);
    noted = r ? note(*r) : result<void>(r.failure());
  });
  return done ? noted : done;
}

result<void> named_blobs::note_read(const ref<stored_segment>& closed) {
  auto commits = segment_run({&closed, 1});
  for (;;) {
    auto more = commits.next();
    if (!more)
      return more.failure();
    if (!*more)
      return {};
    for (const auto& r : commits.commit())
      if (auto done = note(r.what); !done)
        return done;
  }
}

} // namespace brine::journal
