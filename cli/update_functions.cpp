// SPDX-License-Identifier: MIT
#include <brine/cli/update_functions.hpp>
#include <brine/core/document.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace brine::cli {

namespace {

[[noreturn]] void not_for(const value& v) {
  throw error(errc::wrong_kind,
              "not for " + std::string(name(v.kind())) + ' ' + brief(v));
}

/// The sum, exact or an error; a double if one of them is.
value sum(const value& a, const value& b) {
  for (const auto* v : {&a, &b})
    if (!v->is_int() && !v->is_double())
      not_for(*v);
  if (a.is_int() && b.is_int()) {
    std::int64_t out = 0;
    if (__builtin_add_overflow(a.as_int(), b.as_int(), &out))
      throw error(errc::too_large, to_string(a) + " and " + to_string(b)
                                     + " do not fit 64 bits");
    return out;
  }
  const auto real = [](const value& v) {
    return v.is_int() ? static_cast<double>(v.as_int()) : v.as_double();
  };
  return real(a) + real(b);
}

value add(const value& old, const value& x) {
  return sum(old.is_nil() ? value(0) : old, x);
}

value increment(const value& old, const value&) {
  return add(old, 1);
}

value decrement(const value& old, const value&) {
  return add(old, -1);
}

value toggle(const value& old, const value&) {
  if (!old.is_nil() && !old.is_bool())
    not_for(old);
  return !old.as_bool(false);
}

value otherwise(const value& old, const value& x) {
  return old.is_nil() ? x : old;
}

value merge(const value& old, const value& x) {
  for (const auto* v : {&old, &x})
    if (!v->is_map() && !v->is_nil())
      not_for(*v);
  std::vector<entry> all(old.entries().begin(), old.entries().end());
  all.insert(all.end(), x.entries().begin(), x.entries().end());
  return value::map_of(all);
}

value conj(const value& old, const value& x) {
  std::vector<value> all(old.items().begin(), old.items().end());
  if (old.is_list())
    all.insert(all.begin(), x);
  else
    all.push_back(x);
  return old.is_list()  ? value::list_of(all)
         : old.is_set() ? value::set_of(all)
                        : value::vector_of(all);
}

value conj_checked(const value& old, const value& x) {
  if (!old.is_nil() && !old.is_vector() && !old.is_list() && !old.is_set())
    not_for(old);
  return conj(old, x);
}

value disj(const value& old, const value& x) {
  if (!old.is_nil() && !old.is_set())
    not_for(old);
  std::vector<value> all(old.items().begin(), old.items().end());
  all.erase(std::remove(all.begin(), all.end(), x), all.end());
  return value::set_of(all);
}

value without(const value& old, const value& x) {
  if (old.is_nil())
    return old;
  if (!old.is_map())
    not_for(old);
  return dissoc_in(old, {x});
}

constexpr auto functions = std::array{
  update_function{"inc", "", "one more, from 0", increment},
  update_function{"dec", "", "one less, from 0", decrement},
  update_function{"toggle", "", "true for false or nil, false for true",
                  toggle},
  update_function{"add", "N", "the sum with a number, from 0", add},
  update_function{"merge", "MAP", "the map with these entries put in", merge},
  update_function{"dissoc", "KEY", "the map without a key", without},
  update_function{"conj", "X",
                  "vector and set with X, list with X in front; from []",
                  conj_checked},
  update_function{"disj", "X", "the set without X", disj},
  update_function{"default", "X", "X if there was nothing", otherwise},
};

/// A function with what it takes.
std::string form(const update_function& f) {
  return f.argument.empty() ? std::string(f.name)
                            : fmt::format("{} {}", f.name, f.argument);
}

} // namespace

const update_function* find_function(std::string_view name) {
  const auto* found =
    std::find_if(functions.begin(), functions.end(),
                 [&](const auto& f) { return f.name == name; });
  return found == functions.end() ? nullptr : found;
}

std::string function_names() {
  std::string out;
  for (const auto& f : functions)
    out += (out.empty() ? "" : ", ") + form(f);
  return out;
}

std::string functions_help() {
  std::string out;
  for (const auto& f : functions)
    out += fmt::format("  {:<14}{}\n", form(f), f.help);
  return out;
}

} // namespace brine::cli
