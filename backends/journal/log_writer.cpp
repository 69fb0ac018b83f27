// SPDX-License-Identifier: MIT
#include <brine/backends/journal/log_writer.hpp>

#include <random>
#include <utility>

namespace brine::journal {

namespace {

std::uint64_t random_id() {
  auto source = std::random_device();
  auto high = std::uint64_t{source()};
  return high << 32 | source();
}

} // namespace

log_writer::log_writer(disk& where, std::string folder, log_options options,
                       found_log found)
    : disk_(&where), folder_(std::move(folder)), options_(std::move(options)),
      report_(std::move(found.report)), segments_(std::move(found.segments)) {
  if (!options_.new_id)
    options_.new_id = random_id;
}

result<log_writer>
log_writer::open(disk& where, std::string folder, log_options options,
                 std::span<const log_part> parts, const commit_visitor& visit) {
  auto found = find_log(where, folder, parts, options.known, visit);
  if (!found)
    return found.failure();
  if (parts.empty())
    found->next = options.first;
  auto next = found->next;
  auto log = log_writer(where, std::move(folder), std::move(options), *found);
  if (auto done = log.repair(*found); !done)
    return done.failure();
  // A name may not be durable yet that the process before ours had made.
  if (auto done = where.sync_directory(log.folder_); !done)
    return done.failure();
  if (!log.writer_)
    if (auto done = log.begin_segment(next); !done)
      return done.failure();
  log.note_durable();
  return log;
}

/// Leaves the last segment durable, and open or ended.
result<void> log_writer::repair(const found_log& found) {
  if (segments_.empty())
    return {};
  auto& last = *segments_.back();
  auto empty = last.last() < last.name().first;
  if (empty && (found.ended || report_.torn || options_.distrust_cache)) {
    // Nothing is in it, and a successor would have the same name: one is made
    // in its place.
    segments_.pop_back();
    return {};
  }
  auto writer =
    segment_writer::resume(*disk_, folder_, last.header(), found.end);
  if (!writer)
    return writer.failure();
  // Only what nobody was promised is written over: if the power fails now, a
  // torn tail is all it can leave.
  if (options_.distrust_cache)
    if (auto done = writer->rewrite(found.unproven); !done)
      return done;
  ended_at_ = found.end.offset;
  if (found.ended)
    return writer->sync();
  if (report_.torn) {
    auto done = writer->finish(found.end.last, true);
    ended_at_ = writer->end().offset;
    return done;
  }
  if (auto done = writer->reserve(); !done)
    return done;
  writer_ = std::move(*writer);
  return last.remap(*disk_);
}

result<appended> log_writer::append(std::span<const record> batch) {
  if (failure_)
    return stopped();
  if (auto done = lay_out(batch); !done)
    return done.failure();
  if (!writer_->fits(frame_.size()))
    if (auto done = note(make_room()); !done)
      return done.failure();
  auto at = writer_->append(frame_);
  if (!at) {
    failure_ = at.failure();
    return at.failure();
  }
  for (auto& place : places_)
    place.offset += *at;
  current()->set_last(frame_.last());
  return appended{current(), *at, end().offset, places_};
}

/// Fills the frame, or finds out that the batch cannot be written.
result<void> log_writer::lay_out(std::span<const record> batch) {
  frame_.clear();
  places_.clear();
  if (batch.empty())
    return error(errc::bad_argument, "an empty batch");
  auto before = last();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& x = batch[i];
    auto joins = i > 0 && batch[i - 1].rev == x.rev;
    auto goes_on = i + 1 < batch.size() && batch[i + 1].rev == x.rev;
    if (x.rev != (joins ? before : before + 1))
      return error(errc::bad_argument, "revision " + std::to_string(x.rev)
                                         + " does not follow "
                                         + std::to_string(before));
    before = x.rev;
    auto size = encoded_size(x);
    if (size > UINT32_MAX)
      return error(errc::too_large, "a record of " + std::to_string(size)
                                      + " bytes; the limit is 4 GiB");
    unsigned flags = 0;
    if (joins || goes_on)
      flags = in_group | (joins ? 0u : unsigned{group_start})
              | (goes_on ? 0u : unsigned{group_end});
    auto at = frame_.add(x, static_cast<std::uint16_t>(flags));
    places_.push_back({at, static_cast<std::uint32_t>(size)});
  }
  return {};
}

result<void> log_writer::sync() {
  if (failure_)
    return stopped();
  if (synced() == last())
    return {};
  auto done = note(writer_->sync());
  if (done)
    note_durable();
  return done;
}

result<void> log_writer::roll() {
  if (failure_)
    return stopped();
  return writer_->empty() ? result<void>() : note(end_segment());
}

result<void> log_writer::begin_anew(const log_id& log) {
  if (failure_)
    return stopped();
  options_.log = log;
  if (!writer_->empty())
    return note(end_segment());
  const auto first = last() + 1;
  segments_.pop_back();
  return note(begin_segment(first));
}

result<void> log_writer::close() {
  if (failure_)
    return stopped();
  return note(writer_->mark_clean());
}

void log_writer::forget_closed() noexcept {
  segments_.erase(segments_.begin(), segments_.end() - 1);
}

/// Makes the frame fit, in a segment that has nothing else.
result<void> log_writer::make_room() {
  if (!writer_->empty())
    if (auto done = end_segment(); !done)
      return done;
  if (writer_->fits(frame_.size()))
    return {};
  if (auto done = writer_->reserve(frame_.size()); !done)
    return done;
  return current()->remap(*disk_);
}

result<void> log_writer::end_segment() {
  auto next = last() + 1;
  if (auto done = writer_->finish(last()); !done)
    return done;
  ended_at_ = end().offset;
  return begin_segment(next);
}

result<void> log_writer::begin_segment(revision first) {
  segment_header header;
  header.id = options_.new_id();
  header.name = {first, 0};
  header.capacity = options_.segment_bytes;
  header.log = options_.log;
  header.sealed = options_.sealed;
  auto writer = segment_writer::create(*disk_, folder_, header);
  if (!writer)
    return writer.failure();
  auto opened = segment::open(*disk_, writer->path(), header);
  if (!opened)
    return opened.failure();
  (*opened)->set_last(first - 1);
  writer_ = std::move(*writer);
  segments_.push_back(std::move(*opened));
  note_durable();
  return options_.on_new_segment ? options_.on_new_segment(current(), ended_at_)
                                 : result<void>();
}

result<void> log_writer::note(result<void> done) {
  if (!done)
    failure_ = done.failure();
  return done;
}

void log_writer::note_durable() {
  durable_ = written();
  durable_.synced = end().last;
}

known_batch log_writer::written() const noexcept {
  const auto batch = writer_->empty() ? 0 : end().last_frame;
  return {current()->name(), batch, durable_.synced, end().last};
}

error log_writer::stopped() const {
  return {errc::storage_failed,
          "writing stopped after: " + failure_->message()};
}

} // namespace brine::journal
