// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/reading.hpp>
#include <brine/actors/writing.hpp>
#include <brine/core/key.hpp>

namespace brine {

namespace {

template <class T>
T& as(call& c) {
  return static_cast<T&>(c);
}

/// Sends a call now if there is room, else leaves it to who awaits it.
template <class T, class Send>
detail::started
start(std::shared_ptr<engine> home, ref<T> c, std::size_t room, Send send) {
  detail::started s;
  s.operation = c;
  s.room = room;
  const auto answer = home->door().try_enter(room);
  switch (answer) {
  case admission::answer::in:
    c->occupies(home->door(), room);
    send();
    break;
  case admission::answer::no_place:
  case admission::answer::no_bytes:
    s.start = std::move(send);
    s.out_of_bytes = answer == admission::answer::no_bytes;
    break;
  case admission::answer::closed:
    c->fail(error(errc::store_closed, "the store is closed"));
    break;
  }
  s.home = std::move(home);
  return s;
}

detail::started
start_write(const std::shared_ptr<engine>& home, const ref<write_call>& c) {
  return start(home, c, c->bytes, [home, c] {
    home->send(home->owner(c->mine.hash), courier<write_call>(c));
  });
}

detail::started
start_group(const std::shared_ptr<engine>& home, const ref<group_call>& g) {
  return start(home, g, g->bytes, [home, g] {
    if (g->all.empty())
      g->complete();
    else
      home->send(home->owner(g->all.front().hash), courier<group_call>(g));
  });
}

detail::started
start_read(const std::shared_ptr<engine>& home, const ref<read_call>& c) {
  c->hash = key_hash(c->key);
  return start(home, c, c->key.size(), [home, c] {
    home->send(home->owner(c->hash), courier<read_call>(c));
  });
}

revision finish_revision(engine&, call& c) {
  c.check();
  return as<commit_call>(c).body.rev;
}

updated finish_update(engine&, call& c) {
  c.check();
  auto& w = as<write_call>(c);
  return {w.old_document, w.new_document, w.body.rev};
}

/// A call that reads, with what was asked.
class question_call final : public read_call {
public:
  explicit question_call(detail::question q) : asked(std::move(q)) {}

  detail::question asked;
};

/// A blocking operation on a callback thread.
template <class T>
class deferred_call final : public call {
public:
  std::optional<T> answer;
};

template <class T>
T finish_deferred(engine&, call& c) {
  c.check();
  return std::move(*as<deferred_call<T>>(c).answer);
}

template <class T, class F>
async_result<T> defer(const std::shared_ptr<engine>& home, F f) {
  auto c = make_ref<deferred_call<T>>();
  auto s = start(home, c, 0, [home, c, f = std::move(f)] {
    home->callbacks().run([home, c, f] {
      try {
        auto inside = engine::part_of_one(*home);
        c->answer = f(shared_store(home));
        c->complete();
      } catch (...) {
        c->fail(std::current_exception());
      }
    });
  });
  return {std::move(s), finish_deferred<T>};
}

} // namespace

const detail::question& detail::asked_by(const call& c) {
  return static_cast<const question_call&>(c).asked;
}

std::optional<value> detail::found_by(engine& home, call& c) {
  c.check();
  auto& r = as<question_call>(c);
  auto found = finish_read(home, r);
  if (!found)
    throw found.failure().about(key_text(r.key));
  if (!*found)
    return std::nullopt;
  const auto* at = &(*found)->content;
  for (const auto& step : r.asked.where.steps()) {
    at = at->find(step);
    if (!at)
      return std::nullopt;
  }
  return *at;
}

detail::started async_store::ask(detail::question q) const {
  auto c = make_ref<question_call>(std::move(q));
  c->key = encode_key(c->asked.where.key()).or_throw();
  return start_read(engine_, c);
}

async_result<bool> async_store::exists(const value& key) const {
  auto c = make_ref<read_call>();
  c->key = encode_key(key).or_throw();
  return {start_read(engine_, c), [](engine&, call& r) {
            r.check();
            return as<read_call>(r).found;
          }};
}

async_result<revision>
async_store::assoc(const value& key, const value& document,
                   const write_options& options) const {
  return {start_write(engine_, assoc_call(*engine_, key, document, options)),
          finish_revision};
}

async_result<revision>
async_store::assoc_in(const path& where, const value& leaf,
                      const write_options& options) const {
  return {start_write(engine_, assoc_in_call(*engine_, where, leaf, options)),
          finish_revision};
}

async_result<updated>
async_store::update(const value& key, const update_function& f,
                    const write_options& options) const {
  return update_in(path(key), f, options);
}

async_result<updated>
async_store::update_in(const path& where, const update_function& f,
                       const write_options& options) const {
  return {start_write(engine_, update_call(*engine_, where, f, options)),
          finish_update};
}

async_result<bool>
async_store::dissoc(const value& key, const write_options& options) const {
  return {start_write(engine_, dissoc_call(*engine_, key, options)),
          [](engine&, call& c) {
            c.check();
            return as<write_call>(c).removed;
          }};
}

async_result<revision>
async_store::multi_assoc(const std::vector<std::pair<value, value>>& documents,
                         const write_options& options) const {
  return {start_group(engine_, multi_assoc_call(*engine_, documents, options)),
          finish_revision};
}

async_result<std::map<value, bool, key_less>>
async_store::multi_dissoc(const std::vector<value>& keys,
                          const write_options& options) const {
  return {start_group(engine_, multi_dissoc_call(*engine_, keys, options)),
          [](engine&, call& c) {
            c.check();
            return removed_keys(as<group_call>(c));
          }};
}

async_result<std::optional<document_info>>
async_store::get_meta(const value& key) const {
  using found = std::optional<document_info>;
  return defer<found>(
    engine_, [key](const shared_store& db) { return db.get_meta(key); });
}

async_result<std::map<value, value, key_less>>
async_store::multi_get(const std::vector<value>& keys) const {
  using found = std::map<value, value, key_less>;
  return defer<found>(
    engine_, [keys](const shared_store& db) { return db.multi_get(keys); });
}

async_result<std::vector<value>> async_store::keys(const value& prefix) const {
  return defer<std::vector<value>>(
    engine_, [prefix](const shared_store& db) { return db.keys(prefix); });
}

async_result<std::vector<std::pair<value, value>>>
async_store::scan(const value& prefix) const {
  using found = std::vector<std::pair<value, value>>;
  return defer<found>(
    engine_, [prefix](const shared_store& db) { return db.scan(prefix); });
}

async_result<revision>
async_store::transact(const std::vector<value>& keys,
                      const std::function<void(transaction&)>& f,
                      const write_options& options) const {
  return defer<revision>(engine_, [=](const shared_store& db) {
    return db.transact(keys, f, options);
  });
}

async_result<void> async_store::sync() const {
  auto c = make_ref<call>();
  auto home = engine_;
  auto s = start(home, c, 0, [home, c] {
    if (!home->store().can.writable)
      return c->complete(); // what is seen is durable
    home->send(home->store().committer, sync_all{courier<call>(c)});
  });
  return {std::move(s), [](engine&, call& done) { done.check(); }};
}

} // namespace brine
