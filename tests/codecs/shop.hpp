// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/reflect.hpp>
#include <brine/core/edn.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Users' types that tests turn into values.
namespace shop {

enum class color { red = 1, blue = 2 };

struct address {
  std::string city;
  int zip = 0;

  bool operator==(const address&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(city), cereal::make_nvp("zip", zip));
  }
};

struct user {
  std::string name;
  int age = 0;
  double score = 0;
  color likes = color::red;
  address home;
  std::vector<address> others;
  std::vector<std::string> tags;
  std::map<std::string, address> by_name;
  std::optional<std::string> nick;
  std::optional<address> work;
  std::unique_ptr<address> hidden;
  std::pair<int, std::string> pair;
  char grade = 'a';
  brine::value extra;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(CEREAL_NVP(name), CEREAL_NVP(age), CEREAL_NVP(score), CEREAL_NVP(likes),
       CEREAL_NVP(home), CEREAL_NVP(others), CEREAL_NVP(tags),
       CEREAL_NVP(by_name), CEREAL_NVP(nick), CEREAL_NVP(work),
       CEREAL_NVP(hidden), CEREAL_NVP(pair), CEREAL_NVP(grade),
       CEREAL_NVP(extra));
  }
};

struct nothing {};

} // namespace shop

namespace brine::test {

/// What stops a value from being a T.
template <class T>
std::string failure(const value& v, const reflect_options& how = {}) {
  auto r = from_value<T>(v, how);
  return r ? "fine" : r.failure().what();
}

/// What stops an object from being a value.
template <class T>
std::string save_failure(const T& x) {
  try {
    (void)to_value(x);
    return "fine";
  } catch (const error& e) {
    return e.what();
  }
}

/// The map with another value under one key.
inline value with(const value& all, const value& key, const value& v) {
  auto b = builder();
  for (const auto& e : all.entries())
    b.add(e.key, e.val);
  b.add(key, v);
  return b.map();
}

/// The map without one of its keys.
inline value without(const value& all, const value& key) {
  auto b = builder();
  for (const auto& e : all.entries())
    if (e.key != key)
      b.add(e.key, e.val);
  return b.map();
}

} // namespace brine::test
