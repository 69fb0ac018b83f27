// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/calls.hpp>
#include <brine/actors/engine.hpp>
#include <brine/actors/store.hpp>

#include <utility>
#include <vector>

// Makes calls from the arguments of the store's doors. All of it runs on the
// caller's thread, before any actor is asked; all of it throws.
namespace brine {

/// Metadata as a document carries it: an empty map is nil, as when it is read
/// back.
[[nodiscard]] value kept_metadata(const value& metadata);

[[nodiscard]] ref<write_call>
assoc_call(engine& home, const value& key, const value& document,
           const write_options& options);

[[nodiscard]] ref<write_call>
assoc_in_call(engine& home, const path& where, const value& leaf,
              const write_options& options);

[[nodiscard]] ref<write_call>
update_call(engine& home, const path& where,
            const store_operations::update_function& f,
            const write_options& options);

[[nodiscard]] ref<write_call>
dissoc_call(engine& home, const value& key, const write_options& options);

[[nodiscard]] ref<group_call>
multi_assoc_call(engine& home,
                 const std::vector<std::pair<value, value>>& documents,
                 const write_options& options);

[[nodiscard]] ref<group_call>
multi_dissoc_call(engine& home, const std::vector<value>& keys,
                  const write_options& options);

/// Reserves the keys and waits for what their owner does with them.
[[nodiscard]] ref<group_call>
transact_call(engine& home, const std::vector<value>& keys,
              const write_options& options);

/// Which of the keys had a document, of an answered `multi_dissoc_call`.
[[nodiscard]] std::map<value, bool, key_less> removed_keys(group_call& g);

} // namespace brine
