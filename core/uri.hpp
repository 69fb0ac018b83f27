// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brine {

/// The parts of a URI (RFC 3986), percent-decoded. Parts that are not there
/// are empty.
struct uri {
  std::string scheme; ///< In lower case.
  std::string user;
  std::string password;
  std::string host;
  std::optional<int> port;
  std::string path; ///< With its leading slash if it has one.
  std::vector<std::pair<std::string, std::string>> query; ///< In order.

  friend bool operator==(const uri&, const uri&) = default;
};

/// Whether the text starts like a URI: a scheme and a colon.
[[nodiscard]] bool has_scheme(std::string_view text) noexcept;

/// Reads a URI. What is no URI is `bad_text`; the message says what is wrong
/// with which part, and never repeats a password.
[[nodiscard]] result<uri> parse_uri(std::string_view text);

} // namespace brine
