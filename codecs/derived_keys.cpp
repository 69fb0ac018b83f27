// SPDX-License-Identifier: MIT
#include <brine/codecs/derived_keys.hpp>

#include <algorithm>

namespace brine {

namespace {

constexpr std::string_view purpose = "brine aes-256-gcm";

} // namespace

result<std::shared_ptr<const gcm_key>>
derived_keys::find(std::string_view name) {
  {
    const auto held = std::lock_guard(lock_);
    if (const auto at = places_.find(name); at != places_.end()) {
      kept_.splice(kept_.begin(), kept_, at->second);
      return at->second->key;
    }
  }
  auto made = derive(name);
  if (!made)
    return made;
  const auto held = std::lock_guard(lock_);
  if (places_.contains(name))
    return made; // another thread was quicker
  kept_.push_front({std::string(name), *made});
  places_.emplace(kept_.front().name, kept_.begin());
  if (kept_.size() > most_) {
    places_.erase(kept_.back().name);
    kept_.pop_back();
  }
  return made;
}

result<std::shared_ptr<const gcm_key>>
derived_keys::derive(std::string_view name) const {
  auto id = key_id();
  std::copy_n(name.data(), id.bytes.size(), id.bytes.data());
  auto key =
    keys_.derive(id, purpose, name.substr(id.bytes.size()), keyring::key_size);
  if (!key)
    return key.failure();
  return std::make_shared<const gcm_key>(std::move(*key));
}

} // namespace brine
