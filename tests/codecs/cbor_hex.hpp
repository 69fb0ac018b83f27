// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/cbor.hpp>
#include <brine/core/edn.hpp>

#include <string>
#include <string_view>

#include "../hex.hpp"

namespace brine::test {

/// A value, as edn, and its bytes in hex.
struct cbor_example {
  std::string_view edn;
  std::string_view bytes;
};

/// The bytes in hex; or the error.
inline std::string encoded_cbor(const value& v) {
  auto out = std::string();
  auto done = make_cbor_serializer()->encode(out, v);
  return done ? hex(out) : done.failure().what();
}

inline std::string encoded_cbor_edn(std::string_view edn) {
  return encoded_cbor(parse_edn(edn).or_throw());
}

/// What is decoded, as edn; or the error.
inline std::string decoded_cbor(std::string_view hex_bytes) {
  auto v = make_cbor_serializer()->decode(unhex(hex_bytes));
  return v ? to_string(*v) : v.failure().what();
}

inline std::string repeated(std::size_t n, std::string_view text) {
  auto out = std::string();
  for (; n > 0; --n)
    out += text;
  return out;
}

} // namespace brine::test
