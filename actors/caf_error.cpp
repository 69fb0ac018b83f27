// SPDX-License-Identifier: MIT
#include <brine/actors/caf_error.hpp>

#include <caf/all.hpp>

#include <limits>

namespace brine {

namespace {

constexpr auto category = caf::atom("brine");

} // namespace

caf::error to_caf(const error& e) {
  const auto code = static_cast<std::uint16_t>(e.code());
  static_assert(static_cast<std::uint16_t>(errc::wrong_secret)
                <= std::numeric_limits<std::uint8_t>::max());
  return {static_cast<std::uint8_t>(code), category,
          caf::make_message(e.message(), e.key())};
}

error from_caf(const caf::error& e) {
  if (e.category() == category) {
    const auto code = static_cast<errc>(e.code());
    if (e.context().match_elements<std::string, std::string>())
      return {code, e.context().get_as<std::string>(0),
              e.context().get_as<std::string>(1)};
    return {code, "an error without a message"};
  }
  if (e == caf::sec::request_receiver_down || e.category() == caf::atom("exit"))
    return {errc::store_closed, "the actor of the store has ended"};
  return {errc::callback_failed, caf::to_string(e)};
}

} // namespace brine
