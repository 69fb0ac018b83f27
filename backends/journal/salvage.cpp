// SPDX-License-Identifier: MIT
#include <brine/backends/journal/salvage.hpp>
#include <brine/backends/journal/segment_cursor.hpp>

#include <algorithm>
#include <optional>

namespace brine::journal {

namespace {

/// The next place at or behind `from` with a frame of the segment that goes on
/// behind revision `last`, or with a record that does.
std::uint64_t next_sane(bytes_view bytes, std::uint64_t from, std::uint64_t id,
                        revision last) {
  auto at = (from + 7) & ~std::uint64_t{7};
  for (; at + record_header_size <= bytes.size(); at += 8) {
    auto rest = bytes.subspan(at);
    frame_header frame;
    if (decode(rest, frame) == verdict::good) {
      if (frame.segment_id == id && frame.last > last)
        return at;
      continue;
    }
    record x;
    std::uint32_t length = 0;
    if (decode(rest, x, length) == verdict::good && x.rev > last)
      return at;
  }
  return bytes.size();
}

/// One segment, as far as it can be read.
class salvager {
public:
  salvager(const segment_image& image, const salvage_visitor& visit,
           survey& found)
      : image_(image), visit_(visit), found_(found) {}

  result<void> run(bool last) {
    auto good = image_.header_verdict == verdict::good;
    if (!good)
      note_hole(0, segment_header_size, to_string(image_.header_verdict));
    id_ = good ? image_.header.id : any_id();
    compacted_ = good && image_.header.name.generation > 0;
    if (good && !compacted_)
      next_ = image_.header.name.first;
    std::uint64_t at = good ? segment_header_size : resume(segment_header_size);
    while (at < image_.bytes.size()) {
      auto rest = image_.bytes.subspan(at);
      auto next = step(at);
      if (!next)
        return next.failure();
      if (ended_ || (*next == at && all_zero(rest)))
        break;
      if (*next > at) {
        at = *next;
        continue;
      }
      drop_group(at, "a commit without its end");
      auto behind = resume(at);
      note_hole(at, behind, "cannot be read");
      at = behind;
    }
    drop_group(at, "a commit without its end");
    if (good && !ended_ && !(last && whole_size()))
      note_hole(at, at, "the segment has no end");
    return {};
  }

private:
  /// Reads one frame header or record; returns what is behind it, or `at`.
  result<std::uint64_t> step(std::uint64_t at) {
    auto rest = image_.bytes.subspan(at);
    frame_header frame;
    if (decode(rest, frame) == verdict::good && frame.segment_id == id_) {
      drop_group(at, "a commit without its end");
      clean_ = (frame.flags & clean_frame) != 0;
      ended_ = (frame.flags & end_frame) != 0;
      return at + frame_header_size;
    }
    placed_record x;
    x.offset = at;
    if (decode(rest, x.what, x.length) != verdict::good
        || x.what.rev < found_.last
        || (x.what.rev == found_.last && group_.empty() && !compacted_))
      return at;
    auto done = take(x);
    if (!done)
      return done.failure();
    return at + x.length;
  }

  /// Puts a record into its commit, and shows that once it is whole.
  result<void> take(const placed_record& x) {
    auto member = x.what.is(in_group);
    auto fits = group_.empty() || group_[0].what.rev == x.what.rev;
    if (!fits)
      drop_group(x.offset, "a commit without its end");
    if (member && group_.empty() && !x.what.is(group_start) && !compacted_) {
      note_hole(x.offset, x.offset + x.length, "a commit without its start");
      return {};
    }
    if (group_.empty() && next_ && x.what.rev != *next_)
      note_hole(x.offset, x.offset, "revisions before it are missing");
    group_.push_back(x);
    if (member && !x.what.is(group_end) && !compacted_)
      return {};
    found_.commits += 1;
    found_.records += group_.size();
    found_.last = x.what.rev;
    if (!compacted_)
      next_ = x.what.rev + 1;
    auto done = visit_ ? visit_(home(), group_) : result<void>();
    group_.clear();
    return done;
  }

  void drop_group(std::uint64_t at, std::string_view why) {
    if (!group_.empty())
      note_hole(group_[0].offset, at, why);
    group_.clear();
  }

  void note_hole(std::uint64_t from, std::uint64_t to, std::string_view why) {
    next_ = std::nullopt;
    auto& holes = found_.holes;
    if (!holes.empty() && holes.back().path == image_.path
        && holes.back().to == from && to > from)
      holes.back().to = to;
    else
      holes.push_back({image_.path, from, to, found_.last, std::string(why)});
  }

  std::uint64_t resume(std::uint64_t from) {
    return next_sane(image_.bytes, from + 8, id_, found_.last);
  }

  /// The id of the first frame, where the header is lost.
  std::uint64_t any_id() const {
    for (std::uint64_t at = 0; at + frame_header_size <= image_.bytes.size();
         at += 8) {
      frame_header frame;
      if (decode(image_.bytes.subspan(at), frame) == verdict::good)
        return frame.segment_id;
    }
    return 0;
  }

  const segment_header* home() const {
    return image_.header_verdict == verdict::good ? &image_.header : nullptr;
  }

  bool whole_size() const {
    return clean_ || image_.bytes.size() >= image_.header.capacity;
  }

  const segment_image& image_;
  const salvage_visitor& visit_;
  survey& found_;
  std::vector<placed_record> group_;
  std::uint64_t id_ = 0;
  std::optional<revision> next_; ///< Nothing: any may follow.
  bool compacted_ = false;
  bool clean_ = false;
  bool ended_ = false;
};

} // namespace

result<survey>
salvage(disk& where, const std::string& folder, std::span<const log_part> parts,
        const salvage_visitor& visit, const progress& tell) {
  std::vector<std::byte> buffer;
  survey found;
  std::uint64_t done = 0;
  std::vector<std::uint64_t> sizes;
  for (const auto& part : parts) {
    auto opened = where.open(segment_path(folder, part.name), open_mode::read);
    auto size = opened ? (*opened)->size() : opened.failure();
    if (!size)
      return size.failure();
    sizes.push_back(*size);
  }
  std::uint64_t all = 0;
  for (auto size : sizes)
    all += size;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& part = parts[i];
    if (part.name.first > found.last + 1 && i > 0)
      found.holes.push_back({segment_path(folder, part.name), 0, 0, found.last,
                             "revisions " + std::to_string(found.last + 1)
                               + " to " + std::to_string(part.name.first - 1)
                               + " are missing"});
    auto image = load_segment(where, folder, part.name, buffer);
    if (!image)
      return image.failure();
    auto one = salvager(*image, visit, found).run(i + 1 == parts.size());
    if (!one)
      return one.failure();
    done += sizes[i];
    if (tell)
      tell(done, all);
  }
  return found;
}

result<survey> verify(disk& where, const std::string& folder,
                      std::span<const log_part> parts, const progress& tell) {
  return salvage(where, folder, parts, {}, tell);
}

} // namespace brine::journal
