// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_table.hpp>

#include <algorithm>
#include <utility>

namespace brine::journal {

namespace {

bool comes_before(const ref<stored_segment>& a, const segment_name& b) {
  return a->bytes().name() < b;
}

/// Where a segment of this name is or belongs.
template <class List>
auto place_of(List& list, const segment_name& name) {
  return std::lower_bound(list.begin(), list.end(), name, comes_before);
}

} // namespace

ref<stored_segment> live_log::at(revision rev) const {
  auto behind = std::upper_bound(
    segments.begin(), segments.end(), rev,
    [](revision r, const auto& s) { return r < s->bytes().name().first; });
  return behind == segments.begin() ? ref<stored_segment>() : *(behind - 1);
}

segment_table::segment_table(std::string folder)
    : folder_(std::move(folder)), now_(std::make_shared<live_log>()) {}

void segment_table::decode_with(std::shared_ptr<const decoder> how) {
  decoder_ = std::move(how);
}

live_log_ptr segment_table::now() const {
  auto guard = std::lock_guard(mutex_);
  return now_;
}

template <class F>
void segment_table::change(F f) {
  auto guard = std::lock_guard(mutex_);
  auto next = std::make_shared<live_log>(*now_);
  f(*next);
  now_ = std::move(next);
}

ref<stored_segment> segment_table::stored(const ref<segment>& bytes) const {
  return make_ref<stored_segment>(bytes, decoder_);
}

ref<stored_segment> segment_table::add(const ref<segment>& bytes) {
  const auto log = now();
  const auto found = place_of(log->segments, bytes->name());
  if (found != log->segments.end() && &(*found)->bytes() == bytes.get())
    return *found;
  auto made = stored(bytes);
  change([&](live_log& x) {
    auto at = place_of(x.segments, bytes->name());
    // One of this name had no commit, and was made anew.
    if (at != x.segments.end() && (*at)->bytes().name() == bytes->name())
      *at = made;
    else
      x.segments.insert(at, made);
  });
  return made;
}

ref<stored_segment>
segment_table::replace(std::span<const ref<stored_segment>> old_ones,
                       const ref<segment>& by, std::uint64_t length,
                       revision oldest) {
  auto made = stored(by);
  made->set_readable(length);
  change([&](live_log& x) {
    std::erase_if(x.segments, [&](const ref<stored_segment>& s) {
      return std::find(old_ones.begin(), old_ones.end(), s) != old_ones.end();
    });
    x.segments.insert(place_of(x.segments, by->name()), made);
    x.oldest = std::max(x.oldest, oldest);
  });
  return made;
}

void segment_table::assign(live_log changed) {
  change([&](live_log& x) { x = std::move(changed); });
}

void segment_table::set_oldest(revision oldest) {
  change([&](live_log& x) { x.oldest = oldest; });
}

// -- log_walk -----------------------------------------------------------------

log_walk::log_walk(const segment_table& segments, revision after)
    : segments_(segments), after_(after) {}

result<bool> log_walk::next() {
  for (;;) {
    auto more = step();
    if (!more || !*more)
      return more;
    if (cursor_->last() <= after_)
      continue;
    after_ = cursor_->last();
    return true;
  }
}

result<bool> log_walk::step() {
  for (;;) {
    if (!here_) {
      auto entered = enter_next();
      if (!entered || !*entered)
        return entered;
    }
    const auto readable = here_->readable();
    if (!cursor_ || readable > seen_) {
      auto bytes = here_->bytes().read(0, readable, scratch_);
      if (!bytes)
        return bytes.failure();
      if (cursor_)
        cursor_->extend(*bytes);
      else
        cursor_.emplace(*bytes, here_->bytes().header());
      seen_ = readable;
    }
    switch (cursor_->next()) {
    case segment_cursor::step::commit:
      if (here_->bytes().name().generation > 0)
        for (const auto& r : cursor_->commit())
          tags_.add(r.what);
      return true;
    case segment_cursor::step::bad:
      return error_at(here_->bytes().path(), cursor_->bad_offset(),
                      cursor_->why());
    case segment_cursor::step::end:
      break;
    }
    auto entered = enter_next();
    if (!entered || !*entered)
      return entered;
  }
}

/// Goes on to the segment that the next revision is in, if there is one that
/// may be read.
result<bool> log_walk::enter_next() {
  const auto log = segments_.now();
  // What was added to this segment before it had a successor comes first.
  if (here_ && here_->readable() > seen_)
    return true;
  // A compacted segment speaks for more revisions than it holds.
  auto next = after_ + 1;
  if (here_)
    next = std::max(next, here_->bytes().last() + 1);
  auto found = log->at(next);
  if (!found && !log->segments.empty())
    found = log->segments.front();
  if (!found || found == here_ || found->readable() == 0)
    return false;
  if (next < log->oldest)
    return lost_history(segments_.folder(), next - 1, log->oldest);
  if (here_)
    if (auto whole = here_->check_whole(*cursor_, tags_); !whole)
      return whole.failure();
  here_ = std::move(found);
  cursor_.reset();
  tags_.clear();
  seen_ = 0;
  return true;
}

// -- journal_history ----------------------------------------------------------

journal_history::journal_history(const segment_table& segments, revision after,
                                 edit_filter filter)
    : walk_(segments, after), filter_(std::move(filter)) {}

result<std::optional<logged_commit>> journal_history::next() {
  auto more = walk_.next();
  if (!more)
    return more.failure();
  if (!*more)
    return std::optional<logged_commit>();
  auto made = read();
  if (!made)
    return made.failure();
  return std::optional<logged_commit>(std::move(*made));
}

/// The commit that was reached, with the edits that are wanted.
result<logged_commit> journal_history::read() const {
  logged_commit made;
  const auto all = walk_.commit();
  const auto& first = all.front().what;
  made.rev = first.rev;
  made.time = first.time;
  made.origin = first.origin;
  made.id = first.id;
  made.what = first.what;
  std::string room;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& r = all[i];
    const auto& home = *walk_.home();
    auto opened = home.open(all, i, room);
    if (!opened)
      return opened.failure();
    const auto& plain = opened->what;
    if (filter_ && !filter_(plain.what, plain.key, plain.path))
      continue;
    auto d = home.decode(*opened);
    if (!d)
      return d.failure();
    logged_edit e;
    e.key = std::string(plain.key);
    e.path = std::string(plain.path);
    e.removes = r.what.is(tombstone);
    e.previous = r.what.previous;
    e.content = std::move(d->content);
    e.metadata = std::move(d->metadata);
    if (!e.removes)
      e.where = {walk_.home(), r.offset, r.length};
    made.edits.push_back(std::move(e));
  }
  return made;
}

result<std::optional<document>>
find_version(const segment_table& segments, std::string_view key,
             revision rev) {
  const auto there = segments.now()->at(rev);
  return there ? there->find(key, rev) : std::optional<document>();
}

result<revision>
resume_stream(const std::string& folder, const identity& who,
              const history_bounds& now, const log_id& log, revision rev) {
  const auto wanted = log == log_id() ? who.log : log;
  const auto lost = [&](const std::string& why) {
    return error(errc::history_lost, folder + ": " + why);
  };
  const auto former =
    std::find_if(who.former.begin(), who.former.end(),
                 [&](const former_log& x) { return x.id == wanted; });
  if (wanted != who.log && former == who.former.end())
    return lost("the cursor is of another store");
  const auto last = wanted == who.log ? now.last : former->last_common;
  if (rev > last)
    return lost("revision " + std::to_string(rev)
                + " is above the last one there is of that log, "
                + std::to_string(last));
  const auto found = resume({who.log, who.former, now.oldest}, wanted, rev);
  if (found.history_lost)
    return lost_history(folder, rev, now.oldest);
  return found.next - 1;
}

error lost_history(const std::string& where, revision rev, revision oldest) {
  return error(errc::history_lost,
               where + ": what follows revision " + std::to_string(rev)
                 + " cannot be resumed; the history is complete from revision "
                 + std::to_string(oldest) + " on");
}

} // namespace brine::journal
