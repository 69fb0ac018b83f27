// SPDX-License-Identifier: MIT
#pragma once

#include <brine/bench/lab.hpp>

#include <string>

namespace brine::bench {

/// How many keys the large store has: a million, or a tenth of that.
[[nodiscard]] std::size_t many_keys(const lab& where);

/// The folder of the large store, closed. Made at the first call.
[[nodiscard]] std::string make_many_keys(const lab& where);

} // namespace brine::bench
