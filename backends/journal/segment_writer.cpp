// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_writer.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>
#include <vector>

namespace brine::journal {

namespace {

// Unsynced, a segment would leave all of itself to the sync at its end, for
// which every writer would wait.
constexpr std::uint64_t start_step = std::uint64_t{2} << 20;

} // namespace

std::string segment_path(const std::string& folder, const segment_name& name) {
  return folder + "/" + to_string(name) + ".log";
}

segment_writer::segment_writer(std::unique_ptr<file> to,
                               const segment_header& header,
                               const segment_end& end)
    : file_(std::move(to)), header_(header), end_(end), started_(end.offset) {}

result<segment_writer>
segment_writer::create(disk& where, const std::string& folder,
                       const segment_header& header) {
  auto path = segment_path(folder, header.name);
  auto draft = path + ".new";
  auto made = where.open(draft, open_mode::create);
  if (!made && made.failure().code() == errc::store_exists) {
    // Left by a process that died here.
    if (auto done = where.remove(draft); !done)
      return done.failure();
    made = where.open(draft, open_mode::create);
  }
  if (!made)
    return made.failure();
  segment_end end;
  end.last = end.synced = header.name.first - 1;
  auto writer = segment_writer(std::move(*made), header, end);
  std::array<std::byte, segment_header_size> bytes;
  encode(header, bytes.data());
  if (auto done = writer.file_->write_at(0, bytes); !done)
    return done.failure();
  if (auto done = writer.reserve(); !done)
    return done.failure();
  // Whole before it has its name: a file of this name that is short was cut by
  // somebody else.
  if (auto done = where.rename(draft, path); !done)
    return done.failure();
  if (auto done = where.sync_directory(folder); !done)
    return done.failure();
  auto named = where.open(path, open_mode::write);
  if (!named)
    return named.failure();
  writer.file_ = std::move(*named);
  return writer;
}

result<segment_writer>
segment_writer::resume(disk& where, const std::string& folder,
                       const segment_header& header, const segment_end& end) {
  auto opened = where.open(segment_path(folder, header.name), open_mode::write);
  if (!opened)
    return opened.failure();
  return segment_writer(std::move(*opened), header, end);
}

result<std::uint64_t> segment_writer::append(frame_builder& frame) {
  assert(fits(frame.size()));
  assert(frame.first() > end_.last);
  auto bytes = frame.finish(header_.id, end_.frames + 1, end_.synced);
  if (auto done = file_->write_at(end_.offset, bytes); !done)
    return done.failure();
  auto at = end_.offset;
  end_.last_frame = end_.offset;
  end_.offset += bytes.size();
  end_.frames += 1;
  end_.last = frame.last();
  end_.clean = false;
  if (end_.offset >= started_ + start_step) {
    file_->start_writing(started_, end_.offset - started_);
    started_ = end_.offset;
  }
  return at;
}

result<void> segment_writer::sync() {
  auto done = file_->sync();
  if (done) {
    end_.synced = end_.last;
    started_ = end_.offset;
  }
  return done;
}

result<void> segment_writer::mark_clean() {
  if (!end_.clean) {
    // The frame says that all before it is durable, so that must come first.
    if (end_.synced < end_.last)
      if (auto done = sync(); !done)
        return done;
    if (auto done = append_empty(clean_frame); !done)
      return done;
    if (auto done = file_->sync(); !done)
      return done;
    end_.clean = true;
  }
  return file_->truncate(end_.offset);
}

result<void> segment_writer::finish(revision last, bool cut) {
  assert(last >= end_.last);
  if (auto done = sync(); !done)
    return done;
  end_.last = end_.synced = last;
  auto flags = cut ? end_frame | cut_frame : end_frame;
  if (auto done = append_empty(static_cast<std::uint32_t>(flags)); !done)
    return done;
  // What is behind counts for nothing once this is durable; the file is not
  // cut before, since a short file without an end is damage.
  if (auto done = file_->sync(); !done)
    return done;
  if (auto done = file_->truncate(end_.offset); !done)
    return done;
  return cut ? file_->sync() : result<void>();
}

result<void> segment_writer::rewrite(std::uint64_t from) {
  constexpr std::uint64_t step = std::uint64_t{1} << 20;
  std::vector<std::byte> buffer;
  while (from < end_.offset) {
    buffer.resize(std::min(step, end_.offset - from));
    auto n = file_->read_at(from, buffer);
    if (!n)
      return n.failure();
    if (*n < buffer.size())
      return error_at(path(), from, verdict::cut_short);
    if (auto done = file_->write_at(from, buffer); !done)
      return done;
    from += buffer.size();
  }
  return sync();
}

result<void> segment_writer::reserve(std::uint64_t size) {
  auto room =
    std::max(header_.capacity, end_.offset + size + frame_header_size);
  if (auto done = file_->preallocate(room); !done)
    return done;
  auto done = file_->sync();
  if (done)
    room_ = room;
  return done;
}

result<void> segment_writer::append_empty(std::uint32_t flags) {
  frame_header header;
  header.segment_id = header_.id;
  header.number = end_.frames + 1;
  header.first = end_.last + 1;
  header.last = end_.last;
  header.synced = end_.synced;
  header.flags = flags;
  std::array<std::byte, frame_header_size> bytes;
  encode(header, bytes.data());
  if (auto done = file_->write_at(end_.offset, bytes); !done)
    return done;
  end_.last_frame = end_.offset;
  end_.offset += bytes.size();
  end_.frames += 1;
  return {};
}

} // namespace brine::journal
