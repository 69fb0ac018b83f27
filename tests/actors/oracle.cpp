// SPDX-License-Identifier: MIT
#include "oracle.hpp"

#include <algorithm>
#include <cstring>

#include "step.hpp"

namespace brine::test {

namespace {

operation_id id_of(std::uint64_t number) {
  operation_id id;
  ++number; // a nil id is none
  std::memcpy(id.bytes.data(), &number, sizeof(number));
  return id;
}

std::uint64_t number_of(const operation_id& id) {
  std::uint64_t number = 0;
  std::memcpy(&number, id.bytes.data(), sizeof(number));
  return number - 1;
}

std::string text(const effect& all) {
  std::string out;
  for (const auto& [key, document] : all)
    out += brine::to_string(key) + ' '
           + (document ? brine::to_string(*document) : "gone") + "; ";
  return out;
}

} // namespace

operation_id oracle::ask(rule what) {
  auto guard = std::lock_guard(mutex_);
  asked_.push_back({std::move(what)});
  return id_of(asked_.size() - 1);
}

void oracle::acknowledge(const operation_id& id, revision rev, bool durable) {
  auto guard = std::lock_guard(mutex_);
  auto& c = asked_.at(number_of(id));
  c.acknowledged = true;
  c.durable = durable;
  c.rev = rev;
}

void oracle::refuse(const operation_id& id, errc why) {
  auto guard = std::lock_guard(mutex_);
  asked_.at(number_of(id)).refused = why != errc::outcome_unknown;
}

void oracle::see(revision rev, bool durable) {
  auto guard = std::lock_guard(mutex_);
  seen_ = std::max(seen_, rev);
  if (durable)
    seen_durable_ = std::max(seen_durable_, rev);
}

std::vector<std::size_t> oracle::acknowledged() const {
  auto guard = std::lock_guard(mutex_);
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < asked_.size(); ++i)
    if (asked_[i].acknowledged && !asked_[i].durable)
      all.push_back(i);
  return all;
}

void oracle::note_durable(const std::vector<std::size_t>& commits) {
  auto guard = std::lock_guard(mutex_);
  for (auto i : commits)
    asked_.at(i).durable = true;
}

revision oracle::last() const {
  auto guard = std::lock_guard(mutex_);
  revision last = 0;
  for (const auto& c : asked_)
    if (!c.refused)
      last = std::max(last, c.rev);
  return last;
}

std::string oracle::judge(const store& db, ending how) {
  auto guard = std::lock_guard(mutex_);
  found_.assign(asked_.size(), false);
  contents state;
  revision last = 0;
  changes_options o;
  o.from = beginning;
  for (const auto& c : db.changes(o)) {
    if (c.rev != ++last)
      return "revision " + std::to_string(last) + " is missing";
    if (auto wrong = judge_commit(c, state); !wrong.empty())
      return "revision " + std::to_string(last) + ": " + wrong;
  }
  if (auto wrong = judge_missing(how); !wrong.empty())
    return wrong;
  if (db.last_revision() != last)
    return "the last revision is " + std::to_string(db.last_revision())
           + ", that of the history " + std::to_string(last);
  if (last < (how == ending::crashed ? seen_durable_ : seen_))
    return "a change that was seen is gone";
  seen_ = seen_durable_ = last;
  contents all;
  for (auto& [key, document] : db.scan())
    all[key] = document;
  if (test::text(all) != test::text(state))
    return "the documents are not those of the history: " + test::text(all)
           + "\ninstead of " + test::text(state);
  return {};
}

std::string oracle::judge_commit(const change& c, contents& before) {
  const auto number = number_of(c.id);
  if (number >= asked_.size())
    return "nobody asked for it";
  auto& asked = asked_[number];
  if (found_[number])
    return "is there twice";
  found_[number] = true;
  if (asked.refused)
    return "was refused";
  if (asked.rev != 0 && asked.rev != c.rev)
    return "was acknowledged as " + std::to_string(asked.rev);
  asked.rev = c.rev;
  asked.durable = true;
  effect now;
  for (const auto& e : c.edits)
    now[e.key] = e.removed ? std::nullopt : std::optional(e.after);
  const auto expected = asked.what(before);
  if (text(now) != text(expected))
    return "is " + text(now) + " instead of " + text(expected);
  for (const auto& [key, document] : now)
    if (document)
      before[key] = *document;
    else
      before.erase(key);
  return {};
}

/// What is not there may be missing, and then stays away.
std::string oracle::judge_missing(ending how) {
  for (std::size_t i = 0; i < asked_.size(); ++i) {
    auto& c = asked_[i];
    if (found_[i] || c.refused)
      continue;
    if (c.durable || (c.acknowledged && how != ending::crashed))
      return "commit " + std::to_string(i) + ", revision "
             + std::to_string(c.rev) + ", was acknowledged and is gone";
    c.refused = true;
  }
  return {};
}

} // namespace brine::test
