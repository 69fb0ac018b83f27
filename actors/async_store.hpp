// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/store.hpp>

namespace brine {

/// The operations of a store without waiting: each starts at once and gives an
/// `async_result`. Operations on one key commit in the order in which they
/// were issued; on different keys in any order. What is wrong with the
/// arguments throws here; everything else arrives with the result.
class async_store {
public:
  explicit async_store(std::shared_ptr<engine> e) : engine_(std::move(e)) {}

  using update_function = store_operations::update_function;

  [[nodiscard]] async_result<std::optional<value>> get(const value& key) const;

  [[nodiscard]] async_result<std::optional<value>>
  get_in(const path& where) const;

  [[nodiscard]] async_result<bool> exists(const value& key) const;

  [[nodiscard]] async_result<revision>
  assoc(const value& key, const value& document,
        const write_options& options = {}) const;

  template <reflectable T>
  [[nodiscard]] async_result<revision>
  assoc(const value& key, const T& document,
        const write_options& options = {}) const {
    return assoc(key, to_value(document), options);
  }

  [[nodiscard]] async_result<revision>
  assoc_in(const path& where, const value& leaf,
           const write_options& options = {}) const;

  [[nodiscard]] async_result<updated>
  update(const value& key, const update_function& f,
         const write_options& options = {}) const;

  [[nodiscard]] async_result<updated>
  update_in(const path& where, const update_function& f,
            const write_options& options = {}) const;

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
  std::shared_ptr<engine> engine_;
};

} // namespace brine
