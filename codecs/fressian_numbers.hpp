// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/numbers.hpp>

#include <string>
#include <string_view>

namespace brine::fressian {

/// Big-endian, in as few bytes as Java's BigInteger.
[[nodiscard]] std::string to_twos_complement(const big_integer& n);

/// @pre !bytes.empty()
[[nodiscard]] big_integer from_twos_complement(std::string_view bytes);

} // namespace brine::fressian
