// SPDX-License-Identifier: MIT
#include <brine/backends/journal/recovery.hpp>
#include <brine/backends/journal/segment_cursor.hpp>

#include <algorithm>

namespace brine::journal {

namespace {

/// One opening.
class finder {
public:
  finder(disk& where, const std::string& folder,
         const std::optional<known_batch>& known, const commit_visitor& visit)
      : disk_(where), folder_(folder), known_(known), visit_(visit) {}

  result<found_log> run(std::span<const log_part> parts) {
    if (known_ && known_->offset > 0
        && (parts.empty() || parts.back().name < known_->segment))
      return error(errc::damaged,
                   segment_path(folder_, known_->segment) + " is missing");
    for (const auto& part : parts) {
      auto last = &part == &parts.back();
      auto done = part.scan ? scan(part, last) : skip(part);
      if (!done)
        return done.failure();
    }
    log_.report.last = log_.next - 1;
    return std::move(log_);
  }

private:
  /// Takes a closed segment as its index describes it.
  result<void> skip(const log_part& part) {
    if (auto done = follow(part); !done)
      return done;
    auto opened = part.opened ? result<ref<segment>>(part.opened)
                              : open_segment(disk_, folder_, part.name);
    if (!opened)
      return opened.failure();
    log_.segments.push_back(std::move(*opened));
    log_.segments.back()->set_last(part.last);
    log_.next = part.last + 1;
    log_.ended = true;
    log_.unproven = log_.end.offset;
    return part.show ? part.show(log_.segments.back()) : result<void>();
  }

  result<void> scan(const log_part& part, bool last) {
    if (auto done = follow(part); !done)
      return done;
    auto image = load_segment(disk_, folder_, part.name, buffer_);
    if (!image)
      return image.failure();
    if (image->header_verdict != verdict::good)
      return error_at(
        image->path,
        image->header_verdict == verdict::cut_short ? image->bytes.size() : 0,
        image->header_verdict);
    if (auto added = add(part, *image); !added)
      return added;
    auto cursor = segment_cursor(image->bytes, image->header);
    auto reached = walk(cursor);
    if (!reached)
      return reached.failure();
    auto judged = judge(*image, cursor, *reached, last);
    if (!judged)
      return judged;
    log_.segments.back()->set_last(log_.next - 1);
    return {};
  }

  /// Checks that a segment goes on where the one before ended.
  result<void> follow(const log_part& part) {
    if (log_.segments.empty()) {
      log_.next = part.name.first;
      return {};
    }
    const auto& before = *log_.segments.back();
    if (!log_.ended)
      return error_at(before.path(), log_.end.offset,
                      "the log goes on in another segment, but this one has "
                      "no end");
    if (part.name.first != log_.next)
      return error(errc::damaged,
                   "revisions " + std::to_string(log_.next) + " to "
                     + std::to_string(part.name.first - 1)
                     + " are missing: " + segment_path(folder_, part.name)
                     + " follows " + before.path());
    return {};
  }

  /// Where the last batch that was acknowledged is, if it is in this segment.
  std::optional<std::uint64_t> known_offset(const segment_name& name) const {
    if (known_ && known_->segment == name && known_->offset > 0)
      return known_->offset;
    return std::nullopt;
  }

  result<void> add(const log_part& part, const segment_image& image) {
    auto opened = part.opened ? result<ref<segment>>(part.opened)
                              : segment::open(disk_, image.path, image.header);
    if (!opened)
      return opened.failure();
    log_.segments.push_back(std::move(*opened));
    return {};
  }

  result<segment_cursor::step> walk(segment_cursor& cursor) {
    for (;;) {
      auto s = cursor.next();
      if (s != segment_cursor::step::commit)
        return s;
      log_.report.commits += 1;
      log_.report.records += cursor.commit().size();
      if (!visit_)
        continue;
      if (auto done = visit_(log_.segments.back(), cursor.commit()); !done)
        return done.failure();
    }
  }

  /// Decides what a segment that was read up to `reached` means.
  result<void> judge(const segment_image& image, const segment_cursor& cursor,
                     segment_cursor::step reached, bool last) {
    auto end = cursor.offset();
    auto bad = reached == segment_cursor::step::bad;
    auto place = bad ? cursor.bad_offset() : end;
    auto why = to_string(cursor.why());
    if (bad && cursor.why() == verdict::newer_format)
      return error_at(image.path, place, cursor.why());
    auto batch = known_offset(image.header.name);
    // Segments have their size before their first frame: a short one without
    // an end was cut by somebody else, who knows how far.
    if (!bad && !cursor.ended() && !cursor.clean()
        && image.bytes.size() < image.header.capacity) {
      bad = true;
      place = image.bytes.size();
      why = "the file was cut short";
    }
    if (!bad && batch && end <= *batch) {
      bad = true;
      why = "the log went on here";
    }
    if (bad) {
      auto is_short = image.bytes.size() < image.header.capacity;
      if (!last || (batch ? end < *batch : is_short)
          || find_proof(image.bytes, end, image.header.id, cursor.last() + 1))
        return error_at(image.path, place, why);
      log_.report.torn =
        torn_tail{image.path, end, place, cursor.last(), std::string(why)};
    }
    log_.end = {end,
                cursor.frames(),
                cursor.last_frame(),
                cursor.last(),
                std::min(cursor.synced(), cursor.last()),
                cursor.clean() && !bad};
    log_.ended = cursor.ended();
    auto synced = std::max(cursor.synced(), known_ ? known_->synced : 0);
    // A segment is shortened only after a sync that succeeded.
    auto shortened = !bad && image.bytes.size() < image.header.capacity;
    log_.unproven =
      shortened ? end : std::min(unproven_from(image.bytes, end, synced), end);
    log_.next = (cursor.ended() ? cursor.end_revision() : cursor.last()) + 1;
    log_.report.clean = log_.end.clean;
    return {};
  }

  disk& disk_;
  const std::string& folder_;
  const std::optional<known_batch>& known_;
  const commit_visitor& visit_;
  std::vector<std::byte> buffer_;
  found_log log_;
};

} // namespace

result<found_log>
find_log(disk& where, const std::string& folder,
         std::span<const log_part> parts,
         const std::optional<known_batch>& known, const commit_visitor& visit) {
  return finder(where, folder, known, visit).run(parts);
}

} // namespace brine::journal
