// SPDX-License-Identifier: MIT
#include <brine/codecs/fressian_numbers.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace brine::fressian {

std::string to_twos_complement(const big_integer& n) {
  auto sign = n.negative() ? '\xff' : '\0';
  auto out = std::string();
  auto carry = n.negative();
  for (auto limb : n.limbs()) {
    auto word = n.negative() ? ~limb + (carry ? 1 : 0) : limb;
    carry = carry && word == 0;
    for (auto shift = 0; shift < 64; shift += 8)
      out += static_cast<char>(word >> shift);
  }
  out += sign;
  auto repeats_sign = [&] {
    return out.back() == sign && ((out[out.size() - 2] ^ sign) & 0x80) == 0;
  };
  while (out.size() > 1 && repeats_sign())
    out.pop_back();
  std::reverse(out.begin(), out.end());
  return out;
}

big_integer from_twos_complement(std::string_view bytes) {
  assert(!bytes.empty());
  auto negative = (bytes[0] & 0x80) != 0;
  auto limbs = std::vector<std::uint64_t>((bytes.size() + 7) / 8);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto b = static_cast<unsigned char>(bytes[bytes.size() - 1 - i]);
    auto kept = static_cast<std::uint64_t>(negative ? b ^ 0xff : b);
    limbs[i / 8] |= kept << (i % 8 * 8);
  }
  // -n is ~n + 1; the top bit of ~n is clear, so that it does not overflow.
  if (negative)
    for (auto& limb : limbs)
      if (++limb != 0)
        break;
  return big_integer::from_limbs(negative, std::move(limbs));
}

} // namespace brine::fressian
