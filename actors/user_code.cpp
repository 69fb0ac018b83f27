// SPDX-License-Identifier: MIT
#include <brine/actors/user_code.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

#include <spdlog/spdlog.h>

namespace brine {

namespace {

thread_local int depth = 0;

constexpr auto slow = std::chrono::seconds(1);

} // namespace

user_code::user_code(std::string_view encoded_key, const clock& time) noexcept
    : key_(encoded_key), clock_(time), since_(time.steady()) {
  ++depth;
}

user_code::~user_code() {
  --depth;
  const auto took = clock_.steady() - since_;
  if (took < slow)
    return;
  auto key = decode_key(key_);
  spdlog::warn(
    "a function in a turn of key {} took {} ms",
    key ? to_string(*key) : std::string("?"),
    std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
}

bool user_code::running() noexcept {
  return depth > 0;
}

} // namespace brine
