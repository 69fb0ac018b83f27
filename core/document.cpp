// SPDX-License-Identifier: MIT
#include <brine/core/builder.hpp>
#include <brine/core/document.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/error.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace brine {

namespace {

constexpr std::size_t shown = 40;

// Who asks, for messages; positions count from `first`.
struct walk {
  std::string_view operation;
  std::span<const value> steps;
  std::size_t first;

  [[nodiscard]] std::string at(std::size_t i) const {
    return std::string(operation) + ": step " + brief(steps[i], shown)
           + " at position " + std::to_string(first + i);
  }
};

std::string with_article(kind k) {
  auto vowel = k == kind::integer || k == kind::instant;
  return (vowel ? "an " : "a ") + std::string(name(k));
}

// What stops the step `i` from going into `v`, if anything.
result<void> check_step(const walk& w, std::size_t i, const value& v) {
  if (v.is_nil() || v.is_map())
    return {};
  const auto& step = w.steps[i];
  if (!v.is_vector())
    return error(errc::wrong_kind,
                 w.at(i) + " goes into " + with_article(v.kind()) + " ("
                   + brief(v, shown) + "), not a map or vector");
  if (!step.is_int())
    return error(errc::wrong_kind,
                 w.at(i) + " goes into a vector, which has positions");
  if (step.as_int() < 0 || static_cast<std::uint64_t>(step.as_int()) > v.size())
    return error(errc::bad_argument, w.at(i)
                                       + " is beyond the end of a vector "
                                         "of "
                                       + std::to_string(v.size()));
  return {};
}

// The values that the steps go into, from the outermost; ends early where
// there is nothing to go into.
result<std::vector<const value*>> descend(const walk& w, const value& v) {
  std::vector<const value*> passed;
  const auto* here = &v;
  for (std::size_t i = 0; i < w.steps.size() && here != nullptr; ++i) {
    if (auto checked = check_step(w, i, *here); !checked)
      return checked.failure();
    passed.push_back(here);
    here = here->find(w.steps[i]);
  }
  return passed;
}

value with_entry(const value& m, const value& key, value x) {
  auto entries = m.entries();
  auto b = builder(2 * entries.size() + 2);
  const auto* old = m.find(key);
  auto placed = false;
  for (const auto& e : entries) {
    if (!placed && (old != nullptr ? &e.val == old : e.key > key)) {
      b.add(old != nullptr ? e.key : key, std::move(x));
      placed = true;
      if (old != nullptr)
        continue;
    }
    b.add(e.key, e.val);
  }
  if (!placed)
    b.add(key, std::move(x));
  return b.map();
}

value with_item(const value& v, std::int64_t position, value x) {
  auto items = v.items();
  auto i = static_cast<std::size_t>(position);
  auto b = builder(items.size() + 1);
  for (const auto& item : items.first(i))
    b.add(item);
  b.add(std::move(x));
  if (i < items.size())
    for (const auto& item : items.subspan(i + 1))
      b.add(item);
  return b.vector();
}

value with(const value& v, const value& step, value x) {
  return v.is_vector() ? with_item(v, step.as_int(), std::move(x))
                       : with_entry(v, step, std::move(x));
}

value without(const value& m, const value& key) {
  const auto* gone = m.find(key);
  if (gone == nullptr)
    return m;
  auto b = builder(2 * m.size());
  for (const auto& e : m.entries())
    if (&e.val != gone)
      b.add(e.key, e.val);
  return b.map();
}

// Puts `x` behind the steps into the values passed on the way.
value rebuild(std::span<const value* const> passed,
              std::span<const value> steps, value x) {
  const value nothing;
  for (auto i = steps.size(); i-- > 0;)
    x = with(i < passed.size() ? *passed[i] : nothing, steps[i], std::move(x));
  return x;
}

} // namespace

const value* find_in(const value& v, std::span<const value> steps) {
  const auto* here = &v;
  for (const auto& step : steps) {
    here = here->find(step);
    if (here == nullptr)
      break;
  }
  return here;
}

value get_in(const value& v, std::span<const value> steps, value not_found) {
  const auto* found = find_in(v, steps);
  return found == nullptr ? std::move(not_found) : *found;
}

result<value> try_assoc_in(const value& v, std::span<const value> steps,
                           value x, std::size_t first) {
  auto passed = descend({"assoc_in", steps, first}, v);
  if (!passed)
    return passed.failure();
  return rebuild(*passed, steps, std::move(x));
}

result<value>
try_old_in(const value& v, std::span<const value> steps, std::size_t first) {
  if (auto passed = descend({"update_in", steps, first}, v); !passed)
    return passed.failure();
  return get_in(v, steps);
}

result<value>
try_dissoc_in(const value& v, std::span<const value> steps, std::size_t first) {
  if (steps.empty())
    return value();
  auto w = walk{"dissoc_in", steps, first};
  auto passed = descend(w, v);
  if (!passed)
    return passed.failure();
  if (passed->size() < steps.size() || passed->back()->is_nil())
    return v;
  const auto last = steps.size() - 1;
  const auto& holder = *passed->back();
  if (holder.is_vector())
    return error(errc::wrong_kind, w.at(last) + " would remove from a vector");
  if (!holder.contains(steps[last]))
    return v;
  return rebuild(*passed, steps.first(last), without(holder, steps[last]));
}

value assoc_in(const value& v, std::span<const value> steps, value x) {
  return try_assoc_in(v, steps, std::move(x)).or_throw();
}

value dissoc_in(const value& v, std::span<const value> steps) {
  return try_dissoc_in(v, steps).or_throw();
}

} // namespace brine
