// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/little_endian.hpp>

#include <array>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace brine::journal {

namespace {

constexpr std::uint32_t polynomial = 0x82f63b78; // Reflected.

using table = std::array<std::uint32_t, 256>;

/// Table k advances a byte over k more bytes of zeros.
constexpr std::array<table, 8> make_tables() {
  std::array<table, 8> all{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    auto crc = i;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ (crc & 1 ? polynomial : 0);
    all[0][i] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k)
    for (std::size_t i = 0; i < 256; ++i)
      all[k][i] = (all[k - 1][i] >> 8) ^ all[0][all[k - 1][i] & 0xff];
  return all;
}

constexpr auto tables = make_tables();

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t
crc32c_sse42(bytes_view bytes, std::uint32_t seed) noexcept {
  std::uint64_t crc = ~seed;
  const auto* p = bytes.data();
  auto n = bytes.size();
  for (; n >= 8; p += 8, n -= 8)
    crc = _mm_crc32_u64(crc, load_le<std::uint64_t>(p));
  auto rest = static_cast<std::uint32_t>(crc);
  if ((n & 4) != 0) {
    rest = _mm_crc32_u32(rest, load_le<std::uint32_t>(p));
    p += 4;
  }
  if ((n & 2) != 0) {
    rest = _mm_crc32_u16(rest, load_le<std::uint16_t>(p));
    p += 2;
  }
  if ((n & 1) != 0)
    rest = _mm_crc32_u8(rest, static_cast<std::uint8_t>(*p));
  return ~rest;
}
#endif

} // namespace

std::uint32_t crc32c_portable(bytes_view bytes, std::uint32_t seed) noexcept {
  auto crc = ~seed;
  const auto* p = bytes.data();
  auto n = bytes.size();
  for (; n >= 8; p += 8, n -= 8) {
    auto x = load_le<std::uint64_t>(p) ^ crc;
    crc = 0;
    for (std::size_t k = 0; k < 8; ++k)
      crc ^= tables[7 - k][(x >> (8 * k)) & 0xff];
  }
  for (; n > 0; ++p, --n)
    crc = (crc >> 8) ^ tables[0][(crc ^ static_cast<std::uint8_t>(*p)) & 0xff];
  return ~crc;
}

std::uint32_t crc32c(bytes_view bytes, std::uint32_t seed) noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2"))
    return crc32c_sse42(bytes, seed);
#endif
  return crc32c_portable(bytes, seed);
}

} // namespace brine::journal
