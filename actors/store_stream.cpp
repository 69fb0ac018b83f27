// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/actors/snapshot_view.hpp>
#include <brine/actors/store.hpp>

namespace brine {

subscription store_operations::subscribe(subscribe_options options,
                                         subscription::callback f) const {
  return {engine_, std::move(options), std::move(f)};
}

changes store_operations::changes(changes_options options) const {
  return {engine_, std::move(options)};
}

void store_operations::add_write_hook(
  const std::string& id, std::function<void(const change&)> f) const {
  if (!f)
    throw error(errc::bad_argument, "a write hook needs a function");
  engine_->add_hook(id, std::move(f));
}

bool store_operations::remove_write_hook(const std::string& id) const {
  return engine_->remove_hook(id);
}

std::uint64_t store_operations::write_hook_failures() const {
  return engine_->hook_failures();
}

} // namespace brine
