// SPDX-License-Identifier: MIT
#include <brine/actors/events.hpp>
#include <brine/actors/user_code.hpp>
#include <brine/actors/write_hooks.hpp>

#include <spdlog/spdlog.h>

namespace brine {

void write_hooks::add(const std::string& id, hook f, unit* from) {
  auto guard = std::lock_guard(mutex_);
  table_[id] = std::move(f);
  spread(from);
}

bool write_hooks::remove(const std::string& id, unit* from) {
  auto guard = std::lock_guard(mutex_);
  const auto removed = table_.erase(id) > 0;
  spread(from);
  return removed;
}

void write_hooks::spread(unit* from) {
  auto now =
    table_.empty() ? nullptr : std::make_shared<const hook_table>(table_);
  for (const auto& r : ranges_)
    post(from, r, hooks_changed{now});
}

void write_hooks::run(const hook_table& hooks, const commit_call& c) {
  auto made = make_change(c, log_, true);
  if (!made) {
    failures_.fetch_add(1, std::memory_order_relaxed);
    spdlog::error("no write hook ran for revision {}: {}", c.body.rev,
                  made.failure().what());
    return;
  }
  for (const auto& [id, f] : hooks) {
    try {
      auto mark = user_code(c.parts().front()->key, clock_);
      f(*made);
    } catch (const std::exception& e) {
      failures_.fetch_add(1, std::memory_order_relaxed);
      spdlog::error("write hook {} threw at revision {}: {}", id, c.body.rev,
                    e.what());
    } catch (...) {
      failures_.fetch_add(1, std::memory_order_relaxed);
      spdlog::error("write hook {} threw at revision {}", id, c.body.rev);
    }
  }
}

} // namespace brine
