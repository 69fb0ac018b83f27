// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/journal_backend.hpp>
#include <brine/backends/journal/sealed_record.hpp>
#include <brine/codecs/blob.hpp>

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace brine::journal {

journal_backend::journal_backend(options o)
    : options_(std::move(o)),
      disk_(options_.where ? options_.where : &posix_disk()),
      pid_(static_cast<std::uint32_t>(::getpid())),
      manifest_(*disk_, options_.folder), segments_(options_.folder),
      keeper_(
        {options_, *disk_, identity_, manifest_, segments_, last_, time_}) {}

abilities journal_backend::can() const noexcept {
  abilities a;
  a.durable = true;
  a.durable_history = true;
  a.multi_key = true;
  a.syncs = options_.fsync == fsync_level::always;
  a.encoded = true;
  if (options_.fsync == fsync_level::interval)
    a.sync_interval = options_.sync_interval;
  return a;
}

std::string journal_backend::in_folder(std::string_view name) const {
  return options_.folder + '/' + std::string(name);
}

// -- reading ------------------------------------------------------------------

history_bounds journal_backend::bounds() const {
  return {identity_.log, segments_.now()->oldest,
          last_.load(std::memory_order_acquire),
          time_.load(std::memory_order_relaxed)};
}

result<revision> journal_backend::resume(const log_id& log, revision rev) {
  return resume_stream(options_.folder, identity_, bounds(), log, rev);
}

result<std::unique_ptr<history_reader>>
journal_backend::history(revision after, edit_filter filter) {
  if (const auto oldest = segments_.now()->oldest; after + 1 < oldest)
    return lost_history(options_.folder, after, oldest);
  return std::unique_ptr<history_reader>(
    new journal_history(segments_, after, std::move(filter)));
}

result<std::optional<document>>
journal_backend::version(std::string_view key, revision rev) {
  if (rev == 0)
    return std::optional<document>();
  return find_version(segments_, key, rev);
}

// -- writing ------------------------------------------------------------------

result<void> journal_backend::write(std::span<commit* const> commits) {
  records_.clear();
  written_.clear();
  references_.clear();
  rooms_.clear();
  for (auto* c : commits)
    if (auto done = add_commit(*c); !done)
      return done;
  auto done = log_->append(records_);
  if (!done)
    return done.failure();
  if (options_.fsync == fsync_level::always)
    if (auto synced = log_->sync(); !synced)
      return synced;
  auto home = segments_.add(done->home);
  for (std::size_t i = 0; i < written_.size(); ++i) {
    if (written_[i]->removes)
      continue;
    written_[i]->where = {home, done->places[i].offset, done->places[i].length};
  }
  home->set_readable(done->end);
  time_.store(commits.back()->time, std::memory_order_relaxed);
  last_.store(commits.back()->rev, std::memory_order_release);
  publish_mark();
  if (log_->segments().size() > 1)
    log_->forget_closed();
  return {};
}

result<void> journal_backend::add_commit(const commit& c) {
  const auto first = records_.size();
  for (auto* m : c.mutations)
    if (!m->untouched)
      if (auto done = add_record(c, *m); !done)
        return done;
  const auto* by = segments_.documents().seals.writes();
  return by ? seal_records(first, *by) : result<void>();
}

/// Seals what one commit added. Its marks of a group come first: a sealed
/// record vouches for them.
result<void>
journal_backend::seal_records(std::size_t first, const encryptor& by) {
  const auto commit = std::span(records_).subspan(first);
  const auto count = static_cast<std::uint32_t>(commit.size());
  if (count > 1) {
    for (auto& r : commit)
      r.flags |= in_group;
    commit.front().flags |= group_start;
    commit.back().flags |= group_end;
  }
  // A segment that begins with this batch is of the same log.
  auto where = written_place{log_->current()->header().log, 0, count};
  for (auto& r : commit) {
    const auto& m = *written_[first + where.place];
    const auto value =
      m.removes ? std::string_view() : std::string_view(m.blob).substr(r.head);
    if (auto done = seal_record(r, where, value, by, rooms_.emplace_back());
        !done)
      return done;
    ++where.place;
  }
  return {};
}

result<void> journal_backend::add_record(const commit& c, mutation& m) {
  record r;
  r.rev = c.rev;
  r.previous = m.previous;
  r.time = c.time;
  r.origin = c.origin;
  r.id = c.id;
  r.what = c.what;
  r.key = m.key;
  r.path = m.path;
  if (m.removes)
    r.flags = tombstone;
  else if (auto done = add_blob(m, r); !done)
    return done;
  records_.push_back(r);
  written_.push_back(&m);
  return {};
}

/// Codec header and metadata belong to the record's head; a large value goes
/// into a file of its own.
result<void> journal_backend::add_blob(const mutation& m, record& r) {
  auto parts = split_blob(m.blob);
  if (!parts)
    return parts.failure();
  if (m.content.is_bytes())
    r.flags |= binary;
  r.blob = m.blob;
  r.head = static_cast<std::uint32_t>(m.blob.size() - parts->content.size());
  if (parts->content.size() <= blob_file_threshold)
    return {};
  auto made = blobs_->write({&parts->content, 1});
  if (!made)
    return made.failure();
  auto left = m.blob.substr(0, r.head);
  append_reference(left, *made);
  references_.push_back(std::move(left));
  r.flags |= external;
  r.blob = references_.back();
  return {};
}

result<void> journal_backend::sync() {
  if (auto done = log_->sync(); !done)
    return done;
  publish_mark();
  return {};
}

result<void> journal_backend::roll() {
  return log_->roll();
}

void journal_backend::publish_mark() {
  const auto written = log_->written();
  durable_mark mark;
  mark.log = identity_.log;
  mark.boot = boot_;
  mark.segment = written.segment;
  mark.offset = log_->end_offset();
  mark.last = last_.load(std::memory_order_relaxed);
  mark.frame = written.offset;
  mark.synced = written.synced;
  mark.clean = identity_.clean;
  mark.pid = pid_;
  lock_->page().publish(mark);
}

/// Lists a new segment, and the one before as closed.
result<void> journal_backend::on_new_segment(const ref<segment>& fresh,
                                             std::uint64_t ended_at) {
  const auto time = hybrid_time{time_.load(std::memory_order_relaxed)};
  auto listed = manifest_.change([&](manifest& x) {
    // An empty segment is made anew under its name.
    if (!x.segments.empty() && x.segments.back().name == fresh->name())
      x.segments.pop_back();
    if (!x.segments.empty() && !x.segments.back().closed) {
      auto& before = x.segments.back();
      before.closed = true;
      before.last = fresh->name().first - 1;
      before.length = ended_at;
      before.newest = wall_time(std::chrono::milliseconds(time.milliseconds()));
    }
    live_segment added;
    added.name = fresh->name();
    added.id = fresh->header().id;
    added.log = fresh->header().log;
    added.sealed = fresh->header().sealed;
    x.segments.push_back(added);
  });
  if (!listed)
    return listed;
  if (const auto before = segments_.now()->at(fresh->name().first - 1))
    before->set_readable(ended_at);
  segments_.add(fresh);
  keeper_.segment_closed();
  return {};
}

result<void> journal_backend::close() {
  if (!log_)
    return {}; // never came up
  if (auto done = log_->close(); !done)
    return done;
  identity_.clean = true;
  if (auto done = write_identity(*disk_, options_.folder, identity_); !done)
    return done;
  publish_mark();
  lock_.reset(); // the folder is free, though a handle may live on
  return {};
}

} // namespace brine::journal
