// SPDX-License-Identifier: MIT
#include <brine/actors/gate.hpp>

namespace brine {

namespace {

/// About the memory that a batch holds.
std::size_t weight_of(const batch& b) noexcept {
  auto weight = sizeof(batch);
  for (const auto& c : b.calls) {
    weight += sizeof(write_call);
    for (const auto* p : c->parts())
      weight += p->key.size() + p->path.size() + p->content.memory();
  }
  return weight;
}

} // namespace

void gate::demand::add(const filter& f) {
  if (!filters.empty() && filters.front().takes_all())
    return;
  if (f.takes_all())
    filters.clear();
  filters.push_back(f);
}

gate::~gate() {
  delete fresh_.load();
}

void gate::set(demand wanted) {
  auto fresh = std::make_unique<demand>(std::move(wanted));
  auto unseen = std::unique_ptr<demand>(fresh_.exchange(fresh.release()));
}

revision gate::look_missed() noexcept {
  told_.store(false);
  return missed_.load();
}

void gate::look() noexcept {
  if (fresh_.load())
    current_.reset(fresh_.exchange(nullptr));
}

bool gate::wants(const batch& b) const noexcept {
  if (!current_ || current_->filters.empty())
    return false;
  for (const auto& c : b.calls) {
    if (c->refused)
      continue;
    for (const auto* p : c->parts()) {
      if (p->untouched)
        continue;
      for (const auto& f : current_->filters)
        if (f.matches(c->body.what, p->key, p->path))
          return true;
    }
  }
  return false;
}

void gate::release(const ref<batch>& b) noexcept {
  look();
  if (!wants(*b))
    return;
  const auto weight = weight_of(*b);
  const auto before = on_way_.fetch_add(weight, std::memory_order_relaxed);
  const auto here = b->calls.size() <= current_->near;
  if (before < most_on_way && pass({b, weight}, here))
    return;
  taken(weight);
  miss(*b);
}

/// False if there is no memory for the message.
bool gate::pass(batch_released b, bool here) noexcept {
  try {
    pass_(std::move(b), here);
    return true;
  } catch (...) {
    return false;
  }
}

void gate::miss(const batch& b) noexcept {
  missed_.store(b.last);
  // One message on the way is enough: it is looked at after this.
  if (!told_.exchange(true) && !pass({}, false))
    told_.store(false); // the next batch tells it
}

} // namespace brine
