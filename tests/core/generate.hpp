// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <rapidcheck.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Random values of every kind, for properties: `rc::prop` and `rc::check` with
// arguments of type `brine::value`, or `brine::generate::...` for one kind.
namespace brine::generate {

/// What edn can spell: names begin with a letter.
rc::Gen<std::string> name();

/// Code points of any length in UTF-8, no surrogates; U+0000 often.
rc::Gen<char32_t> code_point();

/// UTF-8 with NUL and characters outside of ASCII.
rc::Gen<std::string> text();

/// Bytes in which 0x00 and 0xff are frequent.
rc::Gen<std::vector<std::byte>> raw_bytes();

/// Small ones, those near the ends of int64, and all others.
rc::Gen<std::int64_t> integer();

/// Of up to about 2^330, small ones included.
rc::Gen<big_integer> any_big_integer();

/// Mostly small digits and scales, so that equal ones of different scale occur.
rc::Gen<decimal> any_decimal();

/// May be whole, then a value of it is an integer.
rc::Gen<ratio> any_ratio();

/// NaN, infinities and both zeros are frequent.
rc::Gen<double> real();

rc::Gen<uuid> any_uuid();

/// Any value that is not a collection.
rc::Gen<value> scalar();

/// Any value, with collections nested up to `depth`.
rc::Gen<value> nested(int depth);

/// Up to `most` values.
rc::Gen<std::vector<value>> values(std::size_t most);

} // namespace brine::generate

template <>
struct rc::Arbitrary<brine::value> {
  static Gen<brine::value> arbitrary();
};
