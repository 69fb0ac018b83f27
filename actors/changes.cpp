// SPDX-License-Identifier: MIT
#include <brine/actors/caught.hpp>
#include <brine/actors/changes.hpp>
#include <brine/actors/engine.hpp>
#include <brine/actors/events.hpp>
#include <brine/actors/state_feed.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

#include <atomic>
#include <deque>

namespace brine {

struct changes::state {
  std::shared_ptr<engine> home;
  changes_options options;
  log_id log;
  std::atomic<bool> stopped{false};
  revision seen = 0; ///< Given out or unwanted up to here.
  std::unique_ptr<history_reader> reader;
  std::optional<logged_commit> early; ///< Read, and not yet applied.
  std::optional<snapshot_scan> scan;

  void begin();
  void open(revision after);
  std::optional<change> next_state();
  std::optional<logged_commit> read_on();
  std::optional<logged_commit> next_logged(revision applied);
  std::optional<document> version_before(const edit& e) const;
  void add_old_values(change& c) const;
};

void changes::state::begin() {
  log = home->storage().reader().bounds().log;
  if (auto after = stream_start(*home, options.from, options.snapshot))
    open(*after);
  else
    scan.emplace(brine::snapshot(home), value());
}

void changes::state::open(revision after) {
  seen = after;
  reader = home->storage()
             .reader()
             .history(after,
                      [f = options.where](operation what, std::string_view key,
                                          std::string_view path) {
                        return f.matches(what, key, path);
                      })
             .or_throw();
}

/// The next document of the snapshot, then a mark, then the stream is open.
std::optional<change> changes::state::next_state() {
  while (auto found = scan->next()) {
    if (!options.where.matches(operation::assoc, found->encoded, {}))
      continue;
    return state_event(std::move(*found), log);
  }
  auto mark = mark_event(scan->view().revision(), log);
  scan.reset();
  open(mark.rev);
  return mark;
}

/// The next commit of the history; nothing at the end for now.
std::optional<logged_commit> changes::state::read_on() {
  try {
    return reader->next().or_throw();
  } catch (...) {
    throw history_failed(seen, caught_error(errc::io_failed));
  }
}

/// The next commit up to `applied`; nothing at the end for now.
std::optional<logged_commit> changes::state::next_logged(revision applied) {
  if (!early)
    early = read_on();
  if (!early)
    return std::nullopt;
  if (early->rev > applied)
    return std::nullopt;
  return std::exchange(early, std::nullopt);
}

/// What an edit replaced, if it is kept still.
std::optional<document> changes::state::version_before(const edit& e) const {
  try {
    return home->storage()
      .reader()
      .version(encode_key(e.key).or_throw(), e.previous)
      .or_throw();
  } catch (...) {
    throw while_reading("revision " + std::to_string(e.previous),
                        caught_error(errc::io_failed).about(to_string(e.key)));
  }
}

void changes::state::add_old_values(change& c) const {
  for (auto& e : c.edits) {
    if (e.previous == 0) {
      e.old = old_value::absent;
      continue;
    }
    auto found = version_before(e);
    e.old = found ? old_value::known : old_value::compacted;
    if (found)
      e.before = std::move(found->content);
  }
}

changes::changes(std::shared_ptr<engine> home, changes_options options)
    : state_(std::make_unique<state>()) {
  state_->home = std::move(home);
  state_->options = std::move(options);
  state_->begin();
}

changes::~changes() = default;
changes::changes(changes&&) noexcept = default;
changes& changes::operator=(changes&&) noexcept = default;

std::optional<change> changes::next() {
  auto& s = *state_;
  while (!s.stopped.load()) {
    if (s.scan)
      return s.next_state();
    const auto applied = s.home->settled();
    auto logged = s.next_logged(applied);
    if (!logged) {
      // Nothing up to what was applied before we looked is missing.
      if (!s.early)
        s.seen = std::max(s.seen, applied);
      if (!s.options.follow || s.home->closed())
        return std::nullopt;
      s.home->check_fresh();
      s.home->chain().wait_for(std::max(applied, s.seen) + 1, &s.stopped);
      continue;
    }
    s.seen = logged->rev;
    if (logged->edits.empty())
      continue;
    auto made = make_change(std::move(*logged), s.log);
    if (!made)
      throw history_failed(s.seen - 1, made.failure());
    auto c = std::move(*made);
    if (s.options.old_values)
      s.add_old_values(c);
    return c;
  }
  return std::nullopt;
}

cursor changes::position() const {
  return state_->scan ? beginning : cursor{state_->log, state_->seen};
}

void changes::stop() {
  state_->stopped.store(true);
  state_->home->chain().poke();
}

} // namespace brine
