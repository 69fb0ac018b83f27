// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/fressian.hpp>
#include <brine/core/edn.hpp>

#include <string>
#include <string_view>

#include "../hex.hpp"

namespace brine::test {

inline std::string encoded_fressian(const value& v) {
  auto out = std::string();
  encode_fressian(out, v).or_throw();
  return out;
}

inline std::string encoded_fressian_edn(std::string_view text) {
  return hex(encoded_fressian(parse_edn(text).or_throw()));
}

/// What is decoded, as text; or what is wrong.
inline std::string decoded_fressian(std::string_view bytes) {
  auto r = decode_fressian(bytes);
  return r ? to_string(*r) : r.failure().message();
}

inline std::string decoded_fressian_hex(std::string_view text) {
  return decoded_fressian(unhex(text));
}

} // namespace brine::test
