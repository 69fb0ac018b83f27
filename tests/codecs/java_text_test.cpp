// SPDX-License-Identifier: MIT
#include <brine/codecs/digest.hpp>
#include <brine/codecs/java_text.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "../hex.hpp"

using namespace brine;
using namespace brine::test;

namespace {

constexpr auto java17 = java_version::java17;
constexpr auto java19 = java_version::java19;

/// Random bits; equal seeds give equal ones, in Java too.
class split_mix {
public:
  std::uint64_t operator()() {
    auto z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

private:
  std::uint64_t state_ = 1;
};

double tens(int n) {
  auto x = 1.0;
  for (auto i = 0; i < n; ++i)
    x *= 10;
  return x;
}

/// Of all sizes, with few bits, with few digits.
double some_double(int i, std::uint64_t bits) {
  switch (i % 4) {
  case 0:
    return std::bit_cast<double>(bits);
  case 1:
    return std::ldexp(static_cast<double>(bits >> (11 + i % 41)),
                      i % 140 - 100);
  case 2:
    return static_cast<double>(bits >> 47) / tens(i % 23);
  default:
    return static_cast<double>(bits >> 47) * tens(i % 23);
  }
}

float some_float(int i, std::uint64_t bits) {
  switch (i % 4) {
  case 0:
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits >> 32));
  case 1:
    return std::ldexp(static_cast<float>(bits >> (40 + i % 17)), i % 60 - 50);
  case 2:
    return static_cast<float>(bits >> 47) / static_cast<float>(tens(i % 10));
  default:
    return static_cast<float>(bits >> 47) * static_cast<float>(tens(i % 10));
  }
}

double read_back(const std::string& text, double) {
  return std::strtod(text.c_str(), nullptr);
}

float read_back(const std::string& text, float) {
  return std::strtof(text.c_str(), nullptr);
}

/// Digits without sign, point and exponent, and without zeros at the ends.
std::string digits_of(std::string text) {
  text.erase(std::min(text.find('E'), text.size()));
  std::erase_if(text, [](char c) { return c == '.' || c == '-'; });
  text.erase(std::min(text.find_last_not_of('0') + 1, text.size()));
  return text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
}

/// A sign, digits, a point, digits; an exponent where there must be one.
template <class Float>
bool well_formed(Float x, std::string_view text) {
  if (std::signbit(x) != text.starts_with('-'))
    return false;
  const auto size = std::abs(x);
  const auto e = text.find('E');
  const auto plain = size == 0 || (size >= Float(1e-3) && size < Float(1e7));
  if (plain != (e == text.npos))
    return false;
  const auto point = text.find('.');
  const auto end = std::min(e, text.size());
  return point != text.npos && point > 0 && point + 1 < end
         && (plain || point == (std::signbit(x) ? 2 : 1))
         && (text[end - 1] != '0' || end == point + 2);
}

template <class Float>
void check_properties(Float x) {
  if (!std::isfinite(x))
    return;
  const auto old = java_text(x, java17);
  const auto now = java_text(x, java19);
  INFO(now << ", formerly " << old);
  const auto right =
    read_back(old, x) == x && read_back(now, x) == x && well_formed(x, now)
    && (well_formed(x, old) || old.find("0E") != old.npos)
    && digits_of(now).size() <= std::max<std::size_t>(digits_of(old).size(), 2);
  CHECK(right);
}

} // namespace

TEST_CASE("numbers as Java writes them", "[codecs]") {
  struct {
    std::uint64_t bits;
    std::string old, now;
  } const all[] = {
    {0x0000000000000000, "0.0", "0.0"},
    {0x8000000000000000, "-0.0", "-0.0"},
    {0x7ff0000000000000, "Infinity", "Infinity"},
    {0xfff0000000000000, "-Infinity", "-Infinity"},
    {0x7ff8000000000000, "NaN", "NaN"},
    {0xfff8000000000000, "NaN", "NaN"},
    {0x3f50624dd2f1a9fc, "0.001", "0.001"},
    {0x3f60624dd2f1a9fc, "0.002", "0.002"},
    {0x3f5061e273273f09, "9.999E-4", "9.999E-4"},
    {0x3fd5555555555555, "0.3333333333333333", "0.3333333333333333"},
    {0xc059000000000000, "-100.0", "-100.0"},
    {0x416312cfffffffff, "9999999.999999998", "9999999.999999998"},
    {0x416312d000000000, "1.0E7", "1.0E7"},
    {0x4341c37937e08000, "1.0E16", "1.0E16"},
    {0x44b52d02c7e14af6, "9.999999999999999E22", "1.0E23"},
    {0x44c52d02c7e14af6, "1.9999999999999998E23", "2.0E23"},
    {0x43d0000000000000, "4.6116860184273879E18", "4.611686018427388E18"},
    {0x43e0000000000000, "9.223372036854776E18", "9.223372036854776E18"},
    {0x4580000000000000, "6.1897001964269014E26", "6.189700196426902E26"},
    {0x3e00000000000000, "4.6566128730773926E-10", "4.656612873077393E-10"},
    // Java 17 adds in 64 bits, which are too few here.
    {0x453e8a1d35dd5082, "3.6919999999999996E25", "3.6919999999999997E25"},
    {0x4539931be1544332, "3.0917847662113995E25", "3.0917847662113996E25"},
    {0x0000000000000001, "4.9E-324", "4.9E-324"},
    {0x0000000000000002, "1.0E-323", "9.9E-324"},
    {0x0000000000000003, "1.5E-323", "1.5E-323"},
    {0x0010000000000000, "2.2250738585072014E-308", "2.2250738585072014E-308"},
    {0x7fefffffffffffff, "1.7976931348623157E308", "1.7976931348623157E308"},
  };

  for (const auto& [bits, old, now] : all) {
    CHECK(java_text(std::bit_cast<double>(bits), java17) == old);
    CHECK(java_text(std::bit_cast<double>(bits), java19) == now);
  }
}

TEST_CASE("floats as Java writes them", "[codecs]") {
  struct {
    std::uint32_t bits;
    std::string old, now;
  } const all[] = {
    {0x80000000, "-0.0", "-0.0"},
    {0x7fc00000, "NaN", "NaN"},
    {0xff800000, "-Infinity", "-Infinity"},
    {0x00000001, "1.4E-45", "1.4E-45"},
    {0x00000002, "2.8E-45", "2.8E-45"},
    {0x00800000, "1.17549435E-38", "1.1754944E-38"},
    {0x01000000, "2.3509887E-38", "2.3509887E-38"},
    {0x10583160, "4.2636526E-29", "4.2636526E-29"},
    {0x3a83126f, "0.001", "0.001"},
    {0x3b03126f, "0.002", "0.002"},
    {0x3dcccccd, "0.1", "0.1"},
    {0x4b18967f, "9999999.0", "9999999.0"},
    {0x4b189680, "1.0E7", "1.0E7"},
    {0x4c000004, "3.3554448E7", "3.355445E7"},
    {0x4e6e6b2b, "1.00000019E9", "1.0000002E9"},
    {0x501502f9, "1.0E10", "1.0E10"},
    {0x69000000, "9.6714065E24", "9.671407E24"},
    // Java 17 adds in 64 bits, which are too few here.
    {0x6a63fcee, "6.8905146E25", "6.8905147E25"},
    {0x7f7fffff, "3.4028235E38", "3.4028235E38"},
  };

  for (const auto& [bits, old, now] : all) {
    CHECK(java_text(std::bit_cast<float>(bits), java17) == old);
    CHECK(java_text(std::bit_cast<float>(bits), java19) == now);
  }
}

TEST_CASE("numbers as Java 17 has written them, by digest", "[codecs]") {
  auto random = split_mix();
  auto all = std::string();
  for (auto i = 0; i < 20'000; ++i) {
    const auto bits = random();
    all += java_text(some_double(i, bits), java17) + '\n';
    all += java_text(some_float(i, bits), java17) + '\n';
  }
  auto digest = sha512_digest();
  sha512(digest.data(), all).or_throw();
  CHECK(hex({reinterpret_cast<const char*>(digest.data()), 16})
        == "54 64 5b c9 2d e4 bb ab e6 d7 18 0c 38 8c e7 d0");
}

TEST_CASE("numbers in Java's text read back", "[codecs]") {
  auto random = split_mix();
  for (auto i = 0; i < 20'000; ++i) {
    const auto bits = random();
    check_properties(some_double(i, bits));
    check_properties(some_float(i, bits));
  }
  for (auto e = -1074; e < 1024; ++e)
    check_properties(std::ldexp(1.0, e));
  for (auto e = -149; e < 128; ++e)
    check_properties(std::ldexp(1.0f, e));
}
