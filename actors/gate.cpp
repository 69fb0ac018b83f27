// SPDX-License-Identifier: MIT
#include <brine/actors/gate.hpp>

namespace brine {

gate::~gate() {
  delete fresh_.load();
}

void gate::set(std::vector<filter> wanted) {
  auto fresh = std::make_unique<filters>(std::move(wanted));
  auto unseen = std::unique_ptr<filters>(fresh_.exchange(fresh.release()));
}

bool gate::wants(const batch& b) {
  if (fresh_.load())
    current_.reset(fresh_.exchange(nullptr));
  if (!current_ || current_->empty())
    return false;
  for (const auto& c : b.calls) {
    if (c->refused)
      continue;
    for (const auto* p : c->parts()) {
      if (p->untouched)
        continue;
      for (const auto& f : *current_)
        if (f.matches(c->body.what, p->key, p->path))
          return true;
    }
  }
  return false;
}

} // namespace brine
