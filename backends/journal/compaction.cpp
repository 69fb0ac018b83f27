// SPDX-License-Identifier: MIT
#include <brine/backends/journal/compaction.hpp>
#include <brine/backends/journal/segment_entries.hpp>
#include <brine/backends/journal/segment_index.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>
#include <utility>

namespace brine::journal {

namespace {

/// What one step reads: some milliseconds.
constexpr std::uint64_t step_bytes = std::uint64_t{1} << 20;

/// Keys that one step moves: ranges have writers to serve in between.
constexpr std::size_t step_keys = 1024;

/// A batch of the new segment.
constexpr std::uint64_t frame_bytes = std::uint64_t{256} << 10;

constexpr std::uint64_t smallest_segment = 4096;

std::uint64_t random_id() {
  auto source = std::random_device();
  return std::uint64_t{source()} << 32 | source();
}

std::uint64_t length_of(std::span<const ref<stored_segment>> segments) {
  std::uint64_t all = 0;
  for (const auto& s : segments)
    all += s->readable();
  return all;
}

} // namespace

compaction::compaction(compaction_place place, compaction_order order)
    : place_(std::move(place)), order_(std::move(order)), reading_(order_.run) {
  report_.oldest = order_.oldest;
  all_ = length_of(order_.run);
  wanted_.assign(order_.run.size(), !order_.reseal);
  if (order_.reseal)
    reseal_.emplace(place_.segments.documents());
  else
    report_.before = all_;
  if (order_.run.empty())
    phase_ = phase::done;
}

compaction::~compaction() {
  if (!writer_)
    return;
  const auto path = writer_->path();
  writer_.reset();
  // What cannot be removed now goes at the next opening: nothing lists it.
  if (auto gone = place_.where.remove(path); !gone)
    spdlog::warn("{}", gone.failure().message());
  remove_files();
}

/// Removes files that were written for a segment which is not to be.
void compaction::remove_files() noexcept {
  if (reseal_)
    for (const auto& x : reseal_->take_files())
      files_.push_back(x);
  for (const auto& x : files_)
    if (auto gone = place_.segments.documents().blobs->remove(x); !gone)
      spdlog::warn("{}", gone.failure().message());
}

compaction_progress compaction::progress() const noexcept {
  // Each segment is read twice.
  const auto here = phase_ == phase::done ? 0 : reading_.offset();
  return {read_ + here, 2 * all_};
}

result<bool> compaction::step(host& store) {
  auto done = result<void>();
  switch (phase_) {
  case phase::survey:
    done = survey();
    break;
  case phase::copy:
    done = copy(store);
    break;
  case phase::relocate:
    done = relocate(store);
    break;
  case phase::discard:
    done = discard();
    break;
  case phase::done:
    return false;
  }
  if (!done)
    return done.failure();
  return phase_ != phase::done;
}

/// Finds the newest version of each key below the bound, or the segments in
/// which something is to be sealed anew.
result<void> compaction::survey() {
  const auto end = reading_.offset() + step_bytes;
  while (reading_.offset() < end) {
    auto more = reading_.next();
    if (!more)
      return more.failure();
    if (*more) {
      if (auto done = note_commit(); !done)
        return done;
      if (!reseal_ || !wanted_[reading_.at()])
        continue;
      report_.before += reading_.home()->readable();
    }
    read_ += reading_.home()->readable();
    if (reading_.enter_next())
      return {};
    reading_ = segment_run(order_.run);
    phase_ = phase::copy;
    return {};
  }
  return {};
}

result<void> compaction::note_commit() {
  if (reseal_) {
    const auto all = reading_.commit();
    wanted_[reading_.at()] =
      !std::all_of(all.begin(), all.end(),
                   [&](const auto& r) { return reseal_->is_fresh(r.what); });
    return {};
  }
  const auto all = reading_.commit();
  if (all.front().what.rev >= order_.oldest)
    return {};
  for (std::size_t place = 0; place < all.size(); ++place) {
    auto opened = reading_.home()->open(all, place, room_);
    if (!opened)
      return opened.failure();
    newest_.note(opened->what.key, opened->what.rev);
  }
  return {};
}

// -- copying ------------------------------------------------------------------

result<void> compaction::copy(host& store) {
  if (!writer_) {
    if (!skip_fresh())
      return {};
    if (auto begun = begin_segment(); !begun)
      return begun;
  }
  const auto end = reading_.offset() + step_bytes;
  while (reading_.offset() < end) {
    auto more = reading_.next();
    if (!more)
      return more.failure();
    if (*more) {
      if (auto done = copy_commit(store); !done)
        return done;
      continue;
    }
    read_ += reading_.home()->readable();
    behind_ = reading_.at() + 1;
    const auto last = !reading_.enter_next() || !goes_on(behind_);
    const auto size = writer_->end().offset + frame_.size();
    return last || size >= order_.segment_bytes / 2 ? seal(store)
                                                    : result<void>();
  }
  return {};
}

/// Goes on to what is to be written anew; false if there is nothing.
bool compaction::skip_fresh() {
  for (; first_ < order_.run.size() && !wanted_[first_]; ++first_) {
    read_ += reading_.home()->readable();
    reading_.enter_next();
    order_.run[first_] = nullptr;
  }
  if (first_ == order_.run.size())
    phase_ = phase::done;
  return phase_ != phase::done;
}

result<void> compaction::copy_commit(host& store) {
  const auto all = reading_.commit();
  for (std::size_t place = 0; place < all.size(); ++place) {
    const auto& r = all[place];
    // What is not as it was written must not be vouched for anew.
    auto opened = reading_.home()->open(all, place, room_);
    if (!opened)
      return opened.failure();
    const auto key = opened->what.key;
    auto kept = keeps(r, key, store);
    if (!kept)
      return kept.failure();
    if (*kept) {
      copied x;
      x.key = std::string(key);
      x.from = reading_.at();
      x.offset = r.offset;
      x.length = r.length;
      if (auto done = add_record(place, *opened, x); !done)
        return done;
      copied_.push_back(std::move(x));
    } else if (r.what.is(external)) {
      drop_file(r.what);
    }
  }
  return frame_.size() < frame_bytes ? result<void>() : flush();
}

/// Adds a record to the frame, sealed anew if that is asked for and needed.
result<void> compaction::add_record(std::size_t place,
                                    const opened_record& opened, copied& x) {
  const auto& r = reading_.commit()[place];
  if (!reseal_ || reseal_->is_fresh(r.what)) {
    x.made = entry_of(r.what, 0, r.length);
    x.made.offset = frame_.add(reading_.encoded(r), r.what.rev);
    tags_.add(r.what);
    return {};
  }
  // Where it stood in a plain commit is known where that was written.
  auto where = written_place{writer_->header().log, opened.place, opened.count};
  if (!r.what.is(sealed) && reading_.home()->bytes().name().generation == 0) {
    where.place = static_cast<std::uint32_t>(place);
    where.count = static_cast<std::uint32_t>(reading_.commit().size());
  }
  auto made = reseal_->reseal(opened, where);
  if (!made)
    return about(made.failure(), r);
  if (r.what.is(external))
    drop_file(r.what);
  for (const auto& file : reseal_->take_files())
    files_.push_back(file);
  x.made = entry_of(*made, 0, static_cast<std::uint32_t>(encoded_size(*made)));
  x.made.offset = frame_.add(*made);
  tags_.add(*made);
  ++resealed_;
  return {};
}

/// Has the file of a record removed once nobody reads it any more.
void compaction::drop_file(const record& r) {
  if (auto file = find_reference(r.blob))
    dropped_.emplace_back(reading_.at(), *file);
}

/// What was wrong with a record, and where it is.
error compaction::about(const error& e, const placed_record& r) const {
  // Damage of a file of its own names that.
  if (e.code() == errc::damaged && r.what.is(external))
    return e;
  return reading_.home()->about(e, r.offset);
}

result<bool> compaction::keeps(const placed_record& r, std::string_view key,
                               host& store) const {
  if (r.what.rev >= order_.oldest)
    return true;
  if (r.what.is(tombstone) || newest_.newest(key) != r.what.rev)
    return false;
  if (order_.old_values)
    return true;
  host::move ask[1];
  ask[0].key = key;
  ask[0].from = {reading_.home(), r.offset, r.length};
  if (auto asked = store.relocate(ask); !asked)
    return asked.failure();
  return ask[0].current;
}

/// Whether the segment at a place of the run may join those before it: one has
/// sealed records of one log, or plain ones.
bool compaction::goes_on(std::size_t behind) const {
  const auto& before = order_.run[first_]->bytes().header();
  const auto& next = order_.run[behind]->bytes().header();
  if (!wanted_[behind])
    return false;
  return reseal_ || next.sealed
           ? before.log == next.log && (reseal_ || before.sealed)
           : !before.sealed;
}

result<void> compaction::begin_segment() {
  const auto& from = order_.run[first_]->bytes();
  const auto rest = length_of(std::span(order_.run).subspan(first_));
  segment_header header;
  header.id = random_id();
  header.name = {from.name().first, from.name().generation + 1};
  header.capacity =
    std::max(std::min(order_.segment_bytes, rest), smallest_segment);
  header.log = from.header().log;
  header.sealed = reseal_ || from.header().sealed;
  auto made = segment_writer::create(place_.where, place_.folder, header);
  if (!made)
    return made.failure();
  writer_ = std::move(*made);
  return {};
}

result<void> compaction::flush() {
  if (frame_.empty())
    return {};
  if (!writer_->fits(frame_.size()))
    if (auto done = writer_->reserve(frame_.size()); !done)
      return done;
  auto at = writer_->append(frame_);
  if (!at)
    return at.failure();
  for (; flushed_ < copied_.size(); ++flushed_)
    copied_[flushed_].made.offset += *at;
  frame_.clear();
  return {};
}

// -- taking the place of the old ones -----------------------------------------

result<void> compaction::seal(host& store) {
  if (auto done = flush(); !done)
    return done;
  if (auto done = writer_->finish(order_.run[behind_ - 1]->bytes().last());
      !done)
    return done;
  if (auto done = write_index(); !done)
    return done;
  // What was left out, or lies below the new bound, was replaced by what is
  // applied; it must not go before that is durable.
  if (auto done = store.sync(); !done)
    return done;
  if (auto done = take_place(); !done)
    return done;
  phase_ = phase::relocate;
  return {};
}

result<void> compaction::write_index() {
  std::vector<index_entry> entries;
  entries.reserve(copied_.size());
  for (const auto& x : copied_) {
    entries.push_back(x.made);
    entries.back().key = x.key;
  }
  segment_summary summary;
  summary.name = writer_->header().name;
  summary.segment_id = writer_->header().id;
  summary.log_length = writer_->end().offset;
  return write_segment_index(place_.where, place_.folder, summary, entries,
                             place_.segments.documents().seals);
}

/// From here on the log is the new segment, and those behind it.
result<void> compaction::take_place() {
  const auto old_ones = std::span(order_.run).subspan(first_, behind_ - first_);
  const auto header = writer_->header();
  const auto length = writer_->end().offset;
  auto opened = segment::open(place_.where, writer_->path(), header);
  if (!opened)
    return opened.failure();
  (*opened)->set_last(old_ones.back()->bytes().last());
  if (header.sealed) {
    auto digest = tags_.digest();
    if (!digest)
      return digest.failure();
    (*opened)->set_tags(*digest);
  }
  auto listed = place_.manifest.change([&](manifest& x) {
    auto made = live_segment();
    auto is_old = [&](const live_segment& s) {
      for (const auto& old : old_ones)
        if (old->bytes().name() == s.name)
          return true;
      return false;
    };
    auto first = std::find_if(x.segments.begin(), x.segments.end(), is_old);
    const auto at = first - x.segments.begin();
    for (const auto& s : x.segments)
      if (is_old(s))
        made = s;
    std::erase_if(x.segments, is_old);
    made.name = header.name;
    made.id = header.id;
    made.log = header.log;
    made.sealed = header.sealed;
    made.tags = (*opened)->tags();
    made.length = length;
    x.segments.insert(x.segments.begin() + at, made);
    x.oldest = std::max(x.oldest, order_.oldest);
  });
  if (!listed) {
    // Which of the two lists is on disk is not known, so both must work.
    writer_.reset();
    list_unknown_ = true;
    return listed;
  }
  writer_.reset();
  report_.after += length;
  files_.clear();
  made_ = place_.segments.replace(old_ones, *opened, length, order_.oldest);
  return {};
}

result<void> compaction::relocate(host& store) {
  std::vector<host::move> moves;
  for (; moved_ < copied_.size() && moves.size() < step_keys; ++moved_) {
    const auto& x = copied_[moved_];
    if (x.made.flags & index_entry::removal)
      continue;
    moves.push_back({x.key,
                     {order_.run[x.from], x.offset, x.length},
                     {made_, x.made.offset, x.made.length}});
  }
  if (!moves.empty())
    return store.relocate(moves);
  phase_ = phase::discard;
  return {};
}

/// Removes what is listed no more; who reads there goes on.
result<void> compaction::discard() {
  for (const auto& [from, file] : dropped_)
    order_.run[from]->remove_with(file);
  const auto names_files =
    std::any_of(copied_.begin(), copied_.end(), [](const copied& x) {
      return (x.made.flags & index_entry::apart) != 0;
    });
  if (names_files)
    for (auto i = first_; i < behind_; ++i)
      order_.run[i]->keep(made_);
  for (auto i = first_; i < behind_; ++i) {
    const auto& name = order_.run[i]->bytes().name();
    for (auto suffix : {".log", ".idx"}) {
      const auto path = place_.folder + '/' + to_string(name) + suffix;
      auto there = place_.where.look_up(path);
      if (!there)
        return there.failure();
      if (*there == disk::entry::none)
        continue;
      if (auto gone = place_.where.remove(path); !gone)
        return gone;
    }
    order_.run[i] = nullptr;
  }
  begin_next();
  return {};
}

void compaction::begin_next() {
  copied_.clear();
  tags_.clear();
  dropped_.clear();
  made_ = nullptr;
  flushed_ = 0;
  moved_ = 0;
  first_ = behind_;
  phase_ = first_ == order_.run.size() ? phase::done : phase::copy;
}

} // namespace brine::journal
