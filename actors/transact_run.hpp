// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/calls.hpp>
#include <brine/actors/engine.hpp>
#include <brine/actors/store.hpp>

namespace brine {

/// One `transact`: reserves, runs the function on this thread, commits.
class transact_run {
public:
  transact_run(engine& home, const std::vector<value>& keys,
               const std::function<void(transaction&)>& f,
               const write_options& options);

  /// @returns the revision, or 0 if nothing was changed. Throws.
  revision commit();

private:
  void reserve();
  void read();
  bool collect();
  void release();
  void submit();

  engine& home_;
  const std::function<void(transaction&)>& function_;
  const write_options& options_;
  ref<group_call> group_;
  transaction documents_;
};

} // namespace brine
