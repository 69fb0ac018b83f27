// SPDX-License-Identifier: MIT
#include <brine/backends/journal/format.hpp>
#include <brine/backends/journal/stored_segment.hpp>
#include <brine/codecs/blob.hpp>

#include <spdlog/spdlog.h>

namespace brine::journal {

namespace {

std::string_view text_of(const std::vector<std::byte>& bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

result<document> decoder::decode(const opened_record& opened) const {
  const auto& r = opened.what;
  document d;
  d.rev = r.rev;
  d.previous = r.previous;
  d.time = r.time;
  if (r.is(tombstone))
    return d;
  auto parts = split_blob(r.blob);
  if (!parts)
    return parts.failure();
  const auto apart = read_apart(r, *parts);
  if (!apart)
    return apart.failure();
  if (!is_value_of(opened, parts->content))
    return error(errc::damaged, "the value of another record");
  auto metadata = decode_metadata(*parts, r.key, codecs);
  if (!metadata)
    return metadata.failure();
  auto content = decode_content(*parts, r.key, codecs);
  if (!content)
    return content.failure();
  d.metadata = std::move(*metadata);
  d.content = std::move(*content);
  return d;
}

result<std::vector<std::byte>>
decoder::read_apart(const record& r, blob_view& parts) const {
  if (!r.is(external))
    return std::vector<std::byte>();
  const auto reference = find_reference(parts.content);
  if (!reference)
    return error(errc::damaged, "a record names no file for its value");
  auto read = blobs->read(*reference);
  if (read)
    parts.content = text_of(*read);
  return read;
}

result<document_head> decoder::decode_head(const opened_record& opened) const {
  const auto& r = opened.what;
  document_head h;
  h.binary = r.is(binary);
  h.rev = r.rev;
  h.previous = r.previous;
  h.time = r.time;
  if (r.is(tombstone))
    return h;
  auto parts = split_blob(r.blob.substr(0, r.head));
  if (!parts)
    return parts.failure();
  auto metadata = decode_metadata(*parts, r.key, codecs);
  if (!metadata)
    return metadata.failure();
  h.metadata = std::move(*metadata);
  return h;
}

stored_segment::stored_segment(ref<segment> bytes,
                               std::shared_ptr<const decoder> how)
    : bytes_(std::move(bytes)), how_(std::move(how)) {}

stored_segment::~stored_segment() {
  for (const auto& file : doomed_)
    if (auto gone = how_->blobs->remove(file); !gone)
      spdlog::warn("{}", gone.failure().message());
}

result<std::optional<document>>
stored_segment::find(std::string_view key, revision rev) const {
  std::vector<std::byte> scratch;
  auto bytes = bytes_->read(0, readable(), scratch);
  if (!bytes)
    return bytes.failure();
  segment_cursor::start from;
  from.offset = marks_.before(*bytes, rev);
  from.frames = std::nullopt;
  auto cursor = segment_cursor(*bytes, bytes_->header(), from);
  auto reached = cursor.next();
  while (reached == segment_cursor::step::commit
         && cursor.commit().front().what.rev < rev)
    reached = cursor.next();
  if (reached == segment_cursor::step::bad)
    return error_at(bytes_->path(), cursor.bad_offset(), cursor.why());
  if (reached == segment_cursor::step::end)
    return std::optional<document>();
  std::string room;
  for (const auto& r : cursor.commit()) {
    if (r.what.rev != rev || r.what.is(tombstone))
      continue;
    auto opened = open(r.what, r.offset, room);
    if (!opened)
      return opened.failure();
    if (opened->what.key != key)
      continue;
    auto d = decode(*opened);
    if (!d)
      return d.failure();
    return std::optional<document>(std::move(*d));
  }
  return std::optional<document>();
}

result<opened_record>
stored_segment::open(const record& r, std::uint64_t offset,
                     std::string& room) const {
  auto opened = open_record(r, bytes_->header(), how_->seals, room);
  return opened ? opened : about(opened.failure(), offset);
}

error stored_segment::about(const error& e, std::uint64_t offset) const {
  if (e.code() == errc::damaged)
    return error_at(bytes_->path(), offset, e.message());
  if (e.code() == errc::wrong_secret)
    return {e.code(), bytes_->path() + ", at offset " + std::to_string(offset)
                        + ": " + e.message()};
  return e;
}

result<opened_record>
stored_segment::open(std::span<const placed_record> commit, std::size_t place,
                     std::string& room) const {
  const auto& r = commit[place];
  auto opened = open(r.what, r.offset, room);
  if (opened
      && !stands_in_place(*opened, bytes_->header(), place, commit.size()))
    return error_at(bytes_->path(), r.offset, missing_in_commit);
  return opened;
}

result<void> stored_segment::check_end(const segment_cursor& reached) const {
  // Beside a writer its last revision is not known before it is seen closed:
  // it may have been closed and replaced since, and is then read on elsewhere.
  const auto whole =
    bytes_->name().generation > 0
      ? reached.ended()
      : bytes_->last() == 0 || reached.last() == bytes_->last();
  return whole ? result<void>()
               : missing_records(bytes_->path(), reached.offset());
}

result<void> stored_segment::check_whole(const segment_cursor& reached,
                                         const record_tags& seen) const {
  auto done = check_end(reached);
  const auto& header = bytes_->header();
  if (!done || !header.sealed || header.name.generation == 0)
    return done;
  auto found = seen.digest();
  if (!found)
    return found.failure();
  return *found == bytes_->tags() ? done
                                  : missing_records(bytes_->path(), readable());
}

result<document> stored_segment::decode(const opened_record& r) const {
  auto d = how_->decode(r);
  if (d || !how_->elsewhere || !r.what.is(external))
    return d;
  return how_->elsewhere(r, *bytes_, d.failure());
}

void stored_segment::remove_with(const blob_reference& file) {
  doomed_.push_back(file);
}

result<void> stored_segment::extend_to(std::uint64_t end, disk& where) {
  if (end > bytes_->mapped())
    if (auto done = bytes_->remap(where); !done)
      return done;
  set_readable(end);
  return {};
}

result<document>
stored_segment::load(const location& where, std::string_view key,
                     revision rev) const {
  std::vector<std::byte> scratch;
  std::string room;
  auto r = checked(bytes_->read_record(where.offset, where.length, scratch),
                   where, key, rev, room);
  return r ? decode(*r) : r.failure();
}

result<document_head>
stored_segment::load_head(const location& where, std::string_view key,
                          revision rev) const {
  std::vector<std::byte> scratch;
  std::string room;
  auto r = checked(bytes_->read_head(where.offset, where.length, scratch),
                   where, key, rev, room);
  return r ? how_->decode_head(*r) : r.failure();
}

result<opened_record>
stored_segment::checked(const result<record>& r, const location& where,
                        std::string_view key, revision rev,
                        std::string& room) const {
  if (!r)
    return r.failure();
  auto opened = open(*r, where.offset, room);
  if (opened && opened->what.key != key)
    return error_at(bytes_->path(), where.offset, "another key's record");
  if (opened && opened->what.rev != rev)
    return error_at(bytes_->path(), where.offset, "another revision's record");
  return opened;
}

} // namespace brine::journal
