// SPDX-License-Identifier: MIT
#include "workload.hpp"

#include <memory>

namespace brine::test {

namespace {

constexpr std::uint64_t plain_keys = 6;
constexpr std::uint64_t counters = 3;
constexpr std::size_t window = 8;

value counter(std::uint64_t i) {
  return vec("count", i);
}

std::optional<value> present(const contents& all, const value& key) {
  auto found = all.find(key);
  return found == all.end() ? std::nullopt : std::optional(found->second);
}

value counted(const std::optional<value>& now, std::int64_t by) {
  return now.value_or(value()).is_nil() ? value(by) : value(now->as_int() + by);
}

} // namespace

void workload::run(std::uint64_t calls) {
  for (std::uint64_t i = 0; i < calls && !stopped_; ++i)
    call();
  settle();
}

void workload::call() {
  switch (roll_.below(16)) {
  case 0:
  case 1:
    return remove();
  case 2:
  case 3:
    return write_many();
  case 4:
    return remove_many();
  case 5:
  case 6:
    return move_counts();
  case 7:
  case 8:
  case 9:
    return count();
  case 10:
    return read();
  case 11:
    return sync();
  default:
    return write_one();
  }
}

void workload::settle() {
  for (auto& wait : open_)
    wait();
  open_.clear();
}

template <class Start, class Told>
void workload::attempt(rule what, Start start, Told told) {
  write_options o;
  o.id = oracle_.ask(std::move(what));
  auto started = std::make_shared<decltype(start(o))>(start(o));
  auto wait = [this, started, told, id = o.id] {
    try {
      const auto rev = told(started->get());
      if (rev)
        oracle_.acknowledge(id, *rev, durable_);
      else
        oracle_.refuse(id); // there was nothing to do
    } catch (const error& e) {
      failed(id, e);
    }
  };
  open_.push_back(wait);
  if (open_.size() >= window || roll_.one_in(3))
    settle();
}

void workload::failed(const operation_id& id, const error& e) {
  oracle_.refuse(id, e.code());
  switch (e.code()) {
  case errc::outcome_unknown:
  case errc::storage_failed:
    stopped_ = true;
    break;
  case errc::dependency_failed:
  case errc::io_failed: // reading, for an update
    break;
  default:
    surprise_ = e.what();
  }
}

// What `told` gives: the revision, 0 if the answer does not tell it, nothing if
// there was no commit.

void workload::write_one() {
  auto to = key(plain_keys);
  auto content = document(to);
  attempt(
    [=](const contents&) {
      return effect{{to, content}};
    },
    [&](const write_options& o) { return db_.async().assoc(to, content, o); },
    [](revision rev) { return std::optional(rev); });
}

void workload::count() {
  auto to = counter(roll_.below(counters));
  attempt(
    [=](const contents& now) {
      return effect{{to, counted(present(now, to), 1)}};
    },
    [&](const write_options& o) {
      return db_.async().update(
        to, [](const value& v) { return v.as_int(0) + 1; }, o);
    },
    [](const updated& done) { return std::optional(done.rev); });
}

void workload::remove() {
  auto from = key(plain_keys);
  attempt(
    [=](const contents&) {
      return effect{{from, std::nullopt}};
    },
    [&](const write_options& o) { return db_.async().dissoc(from, o); },
    [](bool removed) {
      return removed ? std::optional<revision>(0) : std::nullopt;
    });
}

void workload::write_many() {
  std::vector<std::pair<value, value>> all;
  effect done;
  for (auto n = 1 + roll_.below(4); n > 0; --n) {
    auto to = key(plain_keys);
    all.emplace_back(to, document(to));
    done[to] = all.back().second;
  }
  attempt(
    [=](const contents&) { return done; },
    [&](const write_options& o) { return db_.async().multi_assoc(all, o); },
    [](revision rev) { return std::optional(rev); });
}

void workload::remove_many() {
  std::vector<value> all;
  for (auto n = 1 + roll_.below(3); n > 0; --n)
    all.push_back(key(plain_keys));
  attempt(
    [=](const contents& now) {
      effect done;
      for (const auto& k : all)
        if (now.count(k) > 0)
          done[k] = std::nullopt;
      return done;
    },
    [&](const write_options& o) { return db_.async().multi_dissoc(all, o); },
    [](const std::map<value, bool, key_less>& removed) {
      for (const auto& [k, was_there] : removed)
        if (was_there)
          return std::optional<revision>(0);
      return std::optional<revision>();
    });
}

void workload::move_counts() {
  auto from = counter(roll_.below(counters));
  auto to = counter(roll_.below(counters));
  if (from == to)
    return;
  attempt(
    [=](const contents& now) {
      return effect{{from, counted(present(now, from), -1)},
                    {to, counted(present(now, to), 1)}};
    },
    [&](const write_options& o) {
      return db_.async().transact(
        {from, to},
        [=](transaction& t) {
          t[from] = counted(t[from], -1);
          t[to] = counted(t[to], 1);
        },
        o);
    },
    [](revision rev) { return std::optional(rev); });
}

/// P4, as far as it goes while others write.
void workload::read() {
  auto of = key(plain_keys);
  try {
    auto found = db_.get(of);
    if (found && (*found)["key"] != of)
      surprise_ = "read " + to_string(*found) + " of " + to_string(of);
  } catch (const error& e) {
    if (e.code() != errc::io_failed)
      surprise_ = e.what();
  }
}

void workload::sync() {
  const auto before = oracle_.acknowledged();
  try {
    db_.sync();
    oracle_.note_durable(before);
  } catch (const error& e) {
    stopped_ = true;
    if (e.code() != errc::outcome_unknown && e.code() != errc::storage_failed)
      surprise_ = e.what();
  }
}

value workload::key(std::uint64_t among) {
  return "key" + std::to_string(roll_.below(among));
}

value workload::document(const value& of) {
  const auto size = roll_.one_in(50) ? roll_.below(6000) : roll_.below(150);
  return {
    {"key", of},
    {"n", roll_.below(1'000'000)},
    {"text", std::string(size, static_cast<char>('a' + roll_.below(26)))}};
}

} // namespace brine::test
