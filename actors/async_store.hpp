// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/store.hpp>

namespace brine {

namespace detail {

/// What a `get_in` asked for.
struct question {
  path where;
  reflect_options how{};
};

/// What an answered `get_in` asked and found.
[[nodiscard]] const question& asked_by(const call& c);
[[nodiscard]] std::optional<value> found_by(engine& home, call& c);

} // namespace detail

/// The operations of a store without waiting: each starts at once and gives an
/// `async_result`. Operations on one key commit in the order in which they
/// were issued; on different keys in any order. What is wrong with the
/// arguments throws here; everything else arrives with the result.
class async_store {
public:
  explicit async_store(std::shared_ptr<engine> e) : engine_(std::move(e)) {}

  using update_function = store_operations::update_function;

  template <class T = value>
  [[nodiscard]] async_result<std::optional<T>>
  get(const value& key, const reflect_options& how = {}) const {
    return get_in<T>(path(key), how);
  }

  template <class T = value>
  [[nodiscard]] async_result<std::optional<T>>
  get_in(const path& where, const reflect_options& how = {}) const {
    return {ask({where, how}), [](engine& home, call& c) {
              const auto& asked = detail::asked_by(c);
              return detail::read_as<T>(detail::found_by(home, c),
                                        asked.where.parts(), asked.how);
            }};
  }

  [[nodiscard]] async_result<bool> exists(const value& key) const;

  [[nodiscard]] async_result<revision>
  assoc(const value& key, const value& document,
        const write_options& options = {}) const;

  template <reflectable T>
  [[nodiscard]] async_result<revision>
  assoc(const value& key, const T& document, const write_options& options = {},
        const reflect_options& how = {}) const {
    return assoc(key, detail::write_as(document, {&key, 1}, how), options);
  }

  [[nodiscard]] async_result<revision>
  assoc_in(const path& where, const value& leaf,
           const write_options& options = {}) const;

  template <reflectable T>
  [[nodiscard]] async_result<revision>
  assoc_in(const path& where, const T& leaf, const write_options& options = {},
           const reflect_options& how = {}) const {
    return assoc_in(where, detail::write_as(leaf, where.parts(), how), options);
  }

  [[nodiscard]] async_result<updated>
  update(const value& key, const update_function& f,
         const write_options& options = {}) const;

  [[nodiscard]] async_result<updated>
  update_in(const path& where, const update_function& f,
            const write_options& options = {}) const;

  template <class T, class F>
  [[nodiscard]] async_result<updated>
  update(const value& key, F f, const write_options& options = {},
         const reflect_options& how = {}) const {
    return update_in<T>(path(key), std::move(f), options, how);
  }

  template <class T, class F>
  [[nodiscard]] async_result<updated>
  update_in(const path& where, F f, const write_options& options = {},
            const reflect_options& how = {}) const {
    return update_in(where, detail::update_as<T>(where, std::move(f), how),
                     options);
  }

  [[nodiscard]] async_result<bool>
  dissoc(const value& key, const write_options& options = {}) const;

  [[nodiscard]] async_result<revision>
  multi_assoc(const std::vector<std::pair<value, value>>& documents,
              const write_options& options = {}) const;

  [[nodiscard]] async_result<std::map<value, bool, key_less>>
  multi_dissoc(const std::vector<value>& keys,
               const write_options& options = {}) const;

  // These work through many keys, wait for storage or call the user, on a
  // callback thread.

  [[nodiscard]] async_result<std::optional<document_info>>
  get_meta(const value& key) const;

  [[nodiscard]] async_result<std::map<value, value, key_less>>
  multi_get(const std::vector<value>& keys) const;

  [[nodiscard]] async_result<std::vector<value>>
  keys(const value& prefix = {}) const;

  [[nodiscard]] async_result<std::vector<std::pair<value, value>>>
  scan(const value& prefix = {}) const;

  [[nodiscard]] async_result<revision>
  transact(const std::vector<value>& keys,
           const std::function<void(transaction&)>& f,
           const write_options& options = {}) const;

  [[nodiscard]] async_result<void> sync() const;

private:
  [[nodiscard]] detail::started ask(detail::question q) const;

  std::shared_ptr<engine> engine_;
};

} // namespace brine
