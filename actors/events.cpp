// SPDX-License-Identifier: MIT
#include <brine/actors/events.hpp>
#include <brine/actors/reading.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

namespace brine {

namespace {

result<void> set_old(edit& e, const part& p) {
  if (!p.had_old) {
    e.old = p.previous == 0 ? old_value::absent : old_value::not_asked;
    return {};
  }
  auto read = load_version(old_version(p), p.key);
  if (!read)
    return read.failure().about(to_string(e.key));
  e.old = old_value::known;
  e.before = std::move(read->content);
  return {};
}

} // namespace

result<change>
make_change(const commit_call& c, const log_id& log, bool read_old) {
  change made;
  made.rev = c.body.rev;
  made.what = c.body.what;
  made.time = c.body.time;
  made.origin = c.body.origin;
  made.id = c.body.id;
  made.log = log;
  for (const auto* p : c.parts()) {
    if (p->untouched)
      continue;
    edit e;
    auto key = decode_key(p->key);
    if (!key)
      return key.failure();
    e.key = std::move(*key);
    if (!p->path.empty()) {
      auto steps = decode_keys(p->path);
      if (!steps)
        return steps.failure();
      e.path = std::move(*steps);
    }
    e.removed = p->removes;
    e.previous = p->previous;
    if (!p->removes) {
      e.after = p->content;
      e.metadata = p->metadata;
    }
    if (read_old)
      if (auto done = set_old(e, *p); !done)
        return done.failure();
    made.edits.push_back(std::move(e));
  }
  return made;
}

change state_event(snapshot_scan::found&& document, const log_id& log) {
  change c;
  c.event = event::state;
  c.rev = document.what.rev;
  c.time = document.what.time;
  c.log = log;
  edit e;
  e.key = std::move(document.key);
  e.after = std::move(document.what.content);
  e.metadata = std::move(document.what.metadata);
  c.edits.push_back(std::move(e));
  return c;
}

error while_reading(const std::string& what, const error& why) {
  if (why.code() == errc::history_lost)
    return why;
  return error(why.code(), "reading " + what + ": " + why.message(), why.key())
    .caused_by(why.cause());
}

error history_failed(revision after, const error& why) {
  return while_reading("the history after revision " + std::to_string(after),
                       why);
}

change mark_event(revision rev, const log_id& log) {
  change c;
  c.event = event::mark;
  c.rev = rev;
  c.log = log;
  return c;
}

} // namespace brine
