// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_cursor.hpp>
#include <brine/backends/journal/segment_writer.hpp>

#include <algorithm>

namespace brine::journal {

namespace {

constexpr std::uint64_t largest_frame = std::uint64_t{1} << 48;

} // namespace

segment_cursor::segment_cursor(bytes_view segment, const segment_header& header)
    : segment_cursor(segment, header,
                     {segment_header_size, 0, header.name.first - 1}) {}

segment_cursor::segment_cursor(bytes_view segment, const segment_header& header,
                               const start& from)
    : bytes_(segment), header_(header), offset_(from.offset),
      frames_(from.frames), before_(from.last), last_(from.last.value_or(0)) {}

segment_cursor::step segment_cursor::next() {
  commit_.clear();
  while (!ended_) {
    if (frame_ && left_ > 0)
      return read_commit();
    if (frame_) {
      if (offset_ != frame_end_ || last_ != frame_->last)
        return bad(offset_, verdict::bad_layout);
      frame_.reset();
    }
    if (auto s = enter_frame(); s != step::commit)
      return s;
  }
  return step::end;
}

/// Gives `commit` if a frame was entered.
segment_cursor::step segment_cursor::enter_frame() {
  auto rest = bytes_.subspan(std::min<std::uint64_t>(offset_, bytes_.size()));
  frame_header frame;
  auto v = decode(rest, frame);
  if (v == verdict::bad_magic || v == verdict::cut_short) {
    // Beside a writer the rest is just not there yet.
    if (all_zero(rest))
      return step::end;
    return bad(offset_, v);
  }
  if (v != verdict::good)
    return bad(offset_, v);
  // Records may be missing behind the place where the frame was cut.
  if (!belongs(frame) || frame.length > largest_frame)
    return bad(offset_, verdict::bad_layout);
  last_frame_ = offset_;
  offset_ += frame_header_size;
  frames_ = frame.number;
  synced_ = std::max(synced_, frame.synced);
  clean_ = (frame.flags & clean_frame) != 0;
  if ((frame.flags & end_frame) != 0) {
    ended_ = true;
    end_revision_ = frame.last;
  }
  if (frame.count == 0)
    return step::commit;
  frame_ = frame;
  frame_end_ = offset_ + frame.length;
  left_ = frame.count;
  return step::commit;
}

segment_cursor::step segment_cursor::read_commit() {
  auto at = offset_;
  auto left = left_;
  // Compacted segments may hold a part of a group: what is left of it is one
  // commit still.
  auto whole = header_.name.generation == 0;
  auto more = true;
  while (more) {
    placed_record found;
    found.offset = at;
    auto v = left == 0 ? verdict::bad_layout
                       : decode(from(at), found.what, found.length);
    auto begins = commit_.empty();
    auto grouped = found.what.is(in_group);
    if (v == verdict::good
        && ((begins ? !follows(found.what.rev)
                    : found.what.rev != commit_[0].what.rev)
            || (whole && grouped && begins != found.what.is(group_start))
            || (!begins && !grouped)))
      v = verdict::bad_layout;
    if (v != verdict::good)
      return is_cut_here() ? step::end : bad(at, v);
    at += found.length;
    --left;
    commit_.push_back(found);
    more = grouped && !found.what.is(group_end);
    if (more && !whole) {
      // The end may be gone: the next record tells.
      record next;
      std::uint32_t length = 0;
      more = left > 0 && decode(from(at), next, length) == verdict::good
             && next.rev == found.what.rev;
    }
  }
  offset_ = at;
  left_ = left;
  before_ = last_ = commit_[0].what.rev;
  return step::commit;
}

/// What there is of the frame from `at` on.
bytes_view segment_cursor::from(std::uint64_t at) const noexcept {
  auto end = std::min<std::uint64_t>(frame_end_, bytes_.size());
  return bytes_.subspan(at, end - at);
}

segment_cursor::step segment_cursor::bad(std::uint64_t offset, verdict why) {
  commit_.clear();
  bad_offset_ = offset;
  why_ = why;
  return step::bad;
}

bool segment_cursor::belongs(const frame_header& frame) const noexcept {
  if (frame.segment_id != header_.id)
    return false;
  if (frames_ && frame.number != *frames_ + 1)
    return false;
  // An end frame of a compacted segment may speak for revisions that are gone.
  if (frame.count == 0 && header_.name.generation > 0)
    return !before_ || frame.last >= *before_;
  return follows(frame.first);
}

/// Whether an earlier opening cut the frame off here.
bool segment_cursor::is_cut_here() noexcept {
  frame_header frame;
  auto rest = bytes_.subspan(std::min<std::uint64_t>(offset_, bytes_.size()));
  if (decode(rest, frame) != verdict::good || !belongs(frame)
      || (frame.flags & cut_frame) == 0)
    return false;
  commit_.clear();
  frame_.reset();
  left_ = 0;
  frames_ = frame.number;
  synced_ = std::max(synced_, frame.synced);
  last_frame_ = offset_;
  offset_ += frame_header_size;
  ended_ = true;
  end_revision_ = frame.last;
  return true;
}

/// Revisions have no gap but where compaction made one.
bool segment_cursor::follows(revision rev) const noexcept {
  if (!before_)
    return true;
  return header_.name.generation > 0 ? rev > *before_ : rev == *before_ + 1;
}

std::optional<std::uint64_t>
find_proof(bytes_view segment, std::uint64_t from, std::uint64_t segment_id,
           revision rev) noexcept {
  for (auto at = (from + 7) & ~std::uint64_t{7};
       at + frame_header_size <= segment.size(); at += 8) {
    if (!looks_like_frame(segment.data() + at))
      continue;
    frame_header frame;
    auto v = decode(segment.subspan(at), frame);
    if ((v == verdict::good || v == verdict::newer_format)
        && frame.segment_id == segment_id && frame.synced >= rev)
      return at;
  }
  return std::nullopt;
}

std::uint64_t
unproven_from(bytes_view segment, std::uint64_t end, revision synced) noexcept {
  std::uint64_t proven = segment_header_size;
  auto at = proven;
  while (at < end) {
    frame_header frame;
    if (decode(segment.subspan(at), frame) != verdict::good)
      break;
    at += frame_header_size + frame.length;
    if (frame.count == 0)
      continue; // Proven by records behind it only.
    if (frame.last > synced)
      break;
    proven = at;
  }
  return proven;
}

result<segment_image>
load_segment(disk& where, const std::string& folder, const segment_name& name,
             std::vector<std::byte>& buffer) {
  segment_image image;
  image.path = segment_path(folder, name);
  auto opened = where.open(image.path, open_mode::read);
  if (!opened)
    return opened.failure();
  auto size = (*opened)->size();
  if (!size)
    return size.failure();
  // Read, not mapped: a bad sector then is an error and not a signal.
  if (buffer.size() < *size)
    buffer.resize(*size);
  auto n = (*opened)->read_at(0, std::span(buffer).first(*size));
  if (!n)
    return n.failure();
  image.bytes = bytes_view(buffer).first(*n);
  image.header_verdict = decode(image.bytes, image.header);
  if (image.header_verdict == verdict::good && image.header.name != name)
    image.header_verdict = verdict::bad_layout;
  return image;
}

} // namespace brine::journal
