// SPDX-License-Identifier: MIT
#include "user_types.hpp"

#include <brine/codecs/portable.hpp>
#include <brine/codecs/reflect.hpp>
#include <brine/core/edn.hpp>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

#include "../codecs/shop.hpp"

namespace brine::test {

namespace {

/// What `shop::user` has not.
struct rarities {
  std::set<int> numbers;
  std::multimap<std::string, int> many;
  std::unordered_map<std::string, std::vector<bool>> flags;
  std::variant<std::monostate, int, std::string, shop::address> one;
  std::tuple<float, std::uint8_t, bool> three{};
  std::array<std::int16_t, 2> two{};
  std::chrono::system_clock::time_point when;
  std::shared_ptr<rarities> next;
  std::deque<std::optional<std::optional<int>>> maybe;
  std::vector<std::byte> raw;
  char text[8] = {};
  uuid id;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(numbers), CEREAL_NVP(many), CEREAL_NVP(flags),
       CEREAL_NVP(one), CEREAL_NVP(three), CEREAL_NVP(two), CEREAL_NVP(when),
       CEREAL_NVP(next), CEREAL_NVP(maybe), CEREAL_NVP(raw), CEREAL_NVP(text),
       CEREAL_NVP(id));
  }
};

template <class T>
void load(const value& v, const reflect_options& how) {
  const auto x = from_value<T>(v, how);
  if (!x)
    return;
  const auto saved = to_value(*x, how);
  const auto back = from_value<T>(saved, how);
  if (back && to_string(to_value(*back, how)) == to_string(saved))
    return;
  std::fprintf(stderr, "does not come back: %s\n", brief(v, 1000).c_str());
  std::abort();
}

} // namespace

void load_user_types(std::string_view bytes) {
  const auto v = decode_portable(bytes);
  if (!v)
    return;
  for (const auto& how : {reflect_options{}, reflect_options{.keywords = true},
                          reflect_options{.lenient = true}}) {
    load<shop::user>(*v, how);
    load<rarities>(*v, how);
  }
}

} // namespace brine::test
