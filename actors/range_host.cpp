// SPDX-License-Identifier: MIT
#include <brine/actors/range_host.hpp>
#include <brine/core/key.hpp>

#include <map>
#include <utility>
#include <vector>

namespace brine {

namespace {

/// Keys of one answer: a range has writers to serve in between.
constexpr std::size_t page_size = 1024;

} // namespace

range_host::range_host(const shared& store, io_threads& io,
                       std::function<bool()> closing)
    : store_(store), io_(io), closing_(std::move(closing)) {}

template <class Handle, class Message>
result<void> range_host::ask(const Handle& to, Message&& message, call& c) {
  {
    auto own = unit(io_);
    post(&own, to, std::forward<Message>(message));
    while (!c.done() && own.run_one()) {
    }
  }
  c.wait();
  if (c.failure())
    return *c.failure();
  return {};
}

result<void> range_host::each_key(
  const std::function<result<void>(std::span<const place>)>& show) {
  for (const auto& range : store_.ranges) {
    auto at = index::position();
    for (auto more = true; more;) {
      auto page = make_ref<places_call>();
      page->at = at;
      page->limit = page_size;
      if (auto done =
            ask(range, places_page{courier<places_call>(page)}, *page);
          !done)
        return done;
      at = page->at;
      more = page->more;
      if (auto done = show(page->answer); !done)
        return done;
    }
  }
  return {};
}

result<void> range_host::relocate(std::span<move> moves) {
  std::map<std::uint32_t, std::vector<move*>> by_range;
  for (auto& m : moves)
    by_range[store_.range_of(key_hash(m.key))].push_back(&m);
  for (auto& [number, some] : by_range) {
    auto c = make_ref<relocate_call>();
    for (const auto* m : some)
      c->steps.push_back(
        {std::string(m->key), key_hash(m->key), m->from, m->to, false});
    if (auto done = ask(store_.ranges[number],
                        brine::relocate{courier<relocate_call>(c)}, *c);
        !done)
      return done;
    for (std::size_t i = 0; i < some.size(); ++i)
      some[i]->current = c->steps[i].current;
  }
  return {};
}

result<void> range_host::sync() {
  auto c = make_ref<call>();
  return ask(store_.committer, sync_all{courier<call>(c)}, *c);
}

revision range_host::applied() const {
  return store_.chain->applied();
}

wall_time range_host::now() const {
  return store_.clock->now();
}

bool range_host::closing() const noexcept {
  return closing_();
}

} // namespace brine
