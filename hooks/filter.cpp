// SPDX-License-Identifier: MIT
#include <brine/core/key.hpp>
#include <brine/hooks/filter.hpp>

#include <string>
#include <utility>

namespace brine {

struct filter::test {
  virtual ~test() = default;
  virtual bool matches(operation what, std::string_view key,
                       std::string_view steps) const = 0;
};

namespace {

using test_ptr = std::shared_ptr<const filter::test>;

struct key_test final : filter::test {
  std::string wanted;

  bool
  matches(operation, std::string_view key, std::string_view) const override {
    return key == wanted;
  }
};

struct prefix_test final : filter::test {
  key_range wanted;

  bool
  matches(operation, std::string_view key, std::string_view) const override {
    return wanted.contains(key);
  }
};

struct path_test final : filter::test {
  std::string key;
  std::string steps;

  // No encoded step is the beginning of another, so a shared beginning of
  // bytes is one of steps.
  bool
  matches(operation, std::string_view k, std::string_view s) const override {
    return k == key && (s.starts_with(steps) || steps.starts_with(s));
  }
};

struct op_test final : filter::test {
  operation wanted = operation::assoc;

  bool
  matches(operation what, std::string_view, std::string_view) const override {
    return what == wanted;
  }
};

struct pair_test final : filter::test {
  filter a;
  filter b;
  bool both = false;

  bool matches(operation what, std::string_view key,
               std::string_view steps) const override {
    return both ? a.matches(what, key, steps) && b.matches(what, key, steps)
                : a.matches(what, key, steps) || b.matches(what, key, steps);
  }
};

struct not_test final : filter::test {
  filter a;

  bool matches(operation what, std::string_view key,
               std::string_view steps) const override {
    return !a.matches(what, key, steps);
  }
};

filter pair(const filter& a, const filter& b, bool both) {
  auto t = std::make_shared<pair_test>();
  t->a = a;
  t->b = b;
  t->both = both;
  return filter(test_ptr(std::move(t)));
}

} // namespace

filter::filter(const path& where) {
  auto t = std::make_shared<path_test>();
  t->key = encode_key(where.key()).or_throw();
  for (const auto& step : where.steps())
    append_key(t->steps, step).or_throw();
  test_ = std::move(t);
}

bool filter::matches(operation what, std::string_view key,
                     std::string_view steps) const {
  return !test_ || test_->matches(what, key, steps);
}

filter operator&&(const filter& a, const filter& b) {
  return pair(a, b, true);
}

filter operator||(const filter& a, const filter& b) {
  return pair(a, b, false);
}

filter operator!(const filter& a) {
  auto t = std::make_shared<not_test>();
  t->a = a;
  return filter(test_ptr(std::move(t)));
}

filter key(const value& k) {
  auto t = std::make_shared<key_test>();
  t->wanted = encode_key(k).or_throw();
  return filter(test_ptr(std::move(t)));
}

filter prefix(const value& k) {
  auto t = std::make_shared<prefix_test>();
  t->wanted = key_prefix_range(k).or_throw();
  return filter(test_ptr(std::move(t)));
}

filter op(operation what) {
  auto t = std::make_shared<op_test>();
  t->wanted = what;
  return filter(test_ptr(std::move(t)));
}

} // namespace brine
