// SPDX-License-Identifier: MIT
#include <brine/codecs/secret.hpp>

#include <catch2/catch.hpp>

#include <concepts>
#include <ostream>
#include <string_view>
#include <type_traits>
#include <utility>

namespace brine {

namespace {

template <class T>
concept printable = requires(std::ostream& out, const T& x) {
  out << x;
};

static_assert(!std::copyable<secret>);
static_assert(!printable<secret>);
static_assert(!std::is_convertible_v<secret, std::string_view>);

} // namespace

TEST_CASE("a secret moves with its bytes and leaves none", "[codecs]") {
  auto a = secret("s3cr3t");
  CHECK(a.view() == "s3cr3t");
  const auto* where = a.data();
  auto b = std::move(a);
  CHECK(b.data() == where);
  CHECK(a.size() == 0);
  CHECK(a.view().empty());
  a = std::move(b);
  CHECK(a.view() == "s3cr3t");
  a = secret(3);
  CHECK(a.view() == std::string_view("\0\0\0", 3));
  CHECK(secret().view().empty());
  CHECK(secret(std::string_view()).size() == 0);
}

TEST_CASE("wiping leaves zeros", "[codecs]") {
  char key[] = "s3cr3t";
  wipe(key, 3);
  CHECK(std::string_view(key, 6) == std::string_view("\0\0\0r3t", 6));
  wipe(nullptr, 0);
}

} // namespace brine
