// SPDX-License-Identifier: MIT
#include <brine/core/hex.hpp>
#include <brine/core/uri.hpp>

#include <algorithm>
#include <charconv>

namespace brine {

namespace {

bool is_alpha(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

error bad(std::string_view part, std::string_view what) {
  return {errc::bad_text,
          "URI: " + std::string(part) + ": " + std::string(what)};
}

result<std::string> decoded(std::string_view part, std::string_view text) {
  auto out = std::string();
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    auto high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    auto low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0)
      return bad(part, "a % must be followed by two hex digits");
    if (high == 0 && low == 0)
      return bad(part, "%00 is not allowed");
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

/// Cuts `text` at the first `mark`; what follows it is returned, and nothing
/// if there is none.
std::optional<std::string_view> cut(std::string_view& text, char mark) {
  auto at = text.find(mark);
  if (at == std::string_view::npos)
    return std::nullopt;
  auto rest = text.substr(at + 1);
  text = text.substr(0, at);
  return rest;
}

/// Decodes `text` into `to`; false puts what is wrong into `failed`.
bool take(std::string& to, std::string_view part, std::string_view text,
          std::optional<error>& failed) {
  auto r = decoded(part, text);
  if (!r) {
    failed = r.failure();
    return false;
  }
  to = std::move(*r);
  return true;
}

bool take_port(uri& out, std::string_view text, std::optional<error>& failed) {
  auto port = 0;
  auto end = text.data() + text.size();
  auto [stop, code] = std::from_chars(text.data(), end, port);
  if (code != std::errc() || stop != end || port < 0 || port > 65535) {
    failed = bad("port", "expected a number up to 65535");
    return false;
  }
  out.port = port;
  return true;
}

/// authority = [ user [ ":" password ] "@" ] host [ ":" port ]
bool take_authority(uri& out, std::string_view text,
                    std::optional<error>& failed) {
  if (auto at = text.rfind('@'); at != std::string_view::npos) {
    auto user = text.substr(0, at);
    text = text.substr(at + 1);
    auto password = cut(user, ':').value_or("");
    if (!take(out.user, "user", user, failed)
        || !take(out.password, "password", password, failed))
      return false;
  }
  if (text.starts_with('[')) { // An IPv6 address.
    auto close = text.find(']');
    if (close == std::string_view::npos) {
      failed = bad("host", "] is missing");
      return false;
    }
    out.host = text.substr(1, close - 1);
    text = text.substr(close + 1);
    if (text.empty())
      return true;
    if (!text.starts_with(':')) {
      failed = bad("host", "expected : and a port after ]");
      return false;
    }
    return take_port(out, text.substr(1), failed);
  }
  auto port = cut(text, ':');
  return take(out.host, "host", text, failed)
         && (!port || port->empty() || take_port(out, *port, failed));
}

bool take_query(uri& out, std::string_view text, std::optional<error>& failed) {
  while (!text.empty()) {
    auto rest = cut(text, '&').value_or("");
    auto value = cut(text, '=').value_or("");
    auto item = std::pair<std::string, std::string>();
    if (!take(item.first, "query", text, failed)
        || !take(item.second, "query", value, failed))
      return false;
    if (item.first.empty()) {
      failed = bad("query", "a name is missing");
      return false;
    }
    out.query.push_back(std::move(item));
    text = rest;
  }
  return true;
}

} // namespace

bool has_scheme(std::string_view text) noexcept {
  auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_alpha(text[0]))
    return false;
  auto scheme = text.substr(0, colon);
  return std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

result<uri> parse_uri(std::string_view text) {
  if (!has_scheme(text))
    return bad("scheme", "expected a name and a colon");
  auto out = uri();
  auto failed = std::optional<error>();
  auto rest = *cut(text, ':');
  for (auto c : text)
    out.scheme.push_back(is_alpha(c) ? static_cast<char>(c | 0x20) : c);
  if (rest.find('#') != std::string_view::npos)
    return bad("fragment", "not allowed here; write # as %23");
  auto query = cut(rest, '?').value_or("");
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    auto slash = rest.find('/');
    if (!take_authority(out, rest.substr(0, slash), failed))
      return *failed;
    rest = slash == std::string_view::npos ? "" : rest.substr(slash);
  }
  if (!take(out.path, "path", rest, failed) || !take_query(out, query, failed))
    return *failed;
  return out;
}

} // namespace brine
