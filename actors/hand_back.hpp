// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/shared.hpp>

#include <caf/execution_unit.hpp>

namespace brine {

/// Hands a batch that was written to the ranges it touches, each with the list
/// of its parts in revision order. In the order of batches, by one thread at a
/// time: the commit actor, or who follows another process's log.
void hand_back(shared& store, const ref<batch>& b, caf::execution_unit* from);

} // namespace brine
