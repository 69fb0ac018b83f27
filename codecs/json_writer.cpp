// SPDX-License-Identifier: MIT
#include <brine/codecs/json.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/utf8.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <vector>

namespace brine {

namespace {

constexpr std::string_view hex = "0123456789abcdef";

/// How long the code point at the start of `text` is; 0 if UTF-8 has none.
std::size_t code_point(std::string_view text) {
  std::size_t n = 1;
  while (n < text.size() && n < 4 && !detail::begins_code_point(text[n]))
    ++n;
  // Behind it there may be bytes that continue nothing.
  for (auto length = n; length > 0; --length)
    if (auto c = detail::decode_utf8(text.substr(0, length)))
      return *c >= 0xd800 && *c < 0xe000 ? 0 : length;
  return 0;
}

void write_escaped(std::string& out, char c) {
  constexpr std::string_view special = "\"\\\n\r\t\b\f";
  constexpr std::string_view letters = "\"\\nrtbf";
  if (auto i = special.find(c); i != special.npos) {
    out += '\\';
    out += letters[i];
  } else {
    out += "\\u00";
    out += hex[static_cast<unsigned char>(c) >> 4];
    out += hex[static_cast<unsigned char>(c) & 15];
  }
}

/// JSON is UTF-8: what is not becomes U+FFFD, byte by byte.
void write_string(std::string& out, std::string_view s) {
  out += '"';
  while (!s.empty()) {
    const auto c = static_cast<unsigned char>(s.front());
    if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
      write_escaped(out, s.front());
      s.remove_prefix(1);
    } else if (c < 0x80) {
      out += s.front();
      s.remove_prefix(1);
    } else if (auto n = code_point(s); n > 0) {
      out += s.substr(0, n);
      s.remove_prefix(n);
    } else {
      out += "\xef\xbf\xbd";
      s.remove_prefix(1);
    }
  }
  out += '"';
}

void write_real(std::string& out, double x) {
  if (!std::isfinite(x)) {
    out += std::isnan(x) ? "\"NaN\"" : x > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    return;
  }
  char digits[32];
  auto* end = std::to_chars(digits, digits + sizeof(digits), x).ptr;
  auto text = std::string_view(digits, static_cast<std::size_t>(end - digits));
  out += text;
  // A number without these would read back as an integer.
  if (text.find_first_of(".e") == text.npos)
    out += ".0";
}

std::string base64(std::span<const std::byte> all) {
  constexpr std::string_view letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < all.size(); i += 3) {
    const auto n = std::min<std::size_t>(3, all.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j)
      bits =
        bits << 8 | (j < n ? std::to_integer<std::uint32_t>(all[i + j]) : 0);
    for (std::size_t j = 0; j < 4; ++j)
      out += j <= n ? letters[bits >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

/// RFC 3339, in UTC.
std::string time_text(instant t) {
  auto text = t.to_string();
  if (auto zone = text.rfind("-00:00"); zone == text.size() - 6)
    text.replace(zone, 6, "Z");
  return text;
}

/// What a value is as text; nothing of a collection.
std::optional<std::string> text_of(const value& v) {
  switch (v.kind()) {
  case kind::string:
    return std::string(v.as_string());
  case kind::keyword:
    return std::string(v.as_keyword());
  case kind::symbol:
    return std::string(v.as_symbol());
  case kind::character: {
    std::string out;
    detail::append_utf8(out, v.as_char());
    return out;
  }
  case kind::uuid:
    return v.as_uuid().to_string();
  case kind::instant:
    return time_text(v.as_instant());
  case kind::ratio:
    return v.as_ratio().to_string();
  case kind::bytes:
    return base64(v.as_bytes());
  default:
    return std::nullopt;
  }
}

void write_scalar(std::string& out, const value& v) {
  switch (v.kind()) {
  case kind::nil:
    out += "null";
    break;
  case kind::boolean:
    out += v.as_bool() ? "true" : "false";
    break;
  case kind::integer:
    out += std::to_string(v.as_int());
    break;
  case kind::big_integer:
    out += v.as_big_integer().to_string();
    break;
  case kind::real:
    write_real(out, v.as_double());
    break;
  case kind::decimal:
    out += v.as_decimal().to_string();
    break;
  default:
    write_string(out, *text_of(v));
  }
}

/// The name of a map's key in an object: its text, or else its edn text.
std::string name_of(const value& key) {
  auto text = text_of(key);
  return text ? *text : to_string(key);
}

// A collection being written.
struct open_collection {
  const value* v;
  std::size_t next = 0;
  std::set<std::string> names{};
};

/// Writes with an explicit stack, so that depth costs no stack.
class json_writer {
public:
  explicit json_writer(std::string& out) : out_(out) {}

  result<void> write(const value& v) {
    begin(v);
    while (!open_.empty()) {
      auto& top = open_.back();
      if (top.next == size(*top.v)) {
        out_ += top.v->is_map() || top.v->is_tagged() ? '}' : ']';
        open_.pop_back();
      } else if (auto done = step(top); !done) {
        return done;
      }
    }
    return {};
  }

private:
  void begin(const value& v) {
    if (v.is_map() || v.is_tagged())
      out_ += '{';
    else if (v.is_list() || v.is_vector() || v.is_set())
      out_ += '[';
    else
      return write_scalar(out_, v);
    open_.push_back({&v});
  }

  static std::size_t size(const value& v) {
    return v.is_tagged() ? 1 : v.size();
  }

  /// Writes the next item; `top` is gone afterwards.
  result<void> step(open_collection& top) {
    const auto& v = *top.v;
    const auto i = top.next++;
    if (i > 0)
      out_ += ',';
    if (v.is_tagged()) {
      write_name('#' + std::string(v.tag()));
      begin(v.untagged());
    } else if (v.is_map()) {
      const auto& e = v.entries()[i];
      auto name = name_of(e.key);
      if (!top.names.insert(name).second)
        return error(errc::bad_argument,
                     "no JSON for a map in which two keys have the name "
                       + brief(value(name)) + ", one of them " + brief(e.key));
      write_name(name);
      begin(e.val);
    } else {
      begin(v.items()[i]);
    }
    return {};
  }

  void write_name(const std::string& name) {
    write_string(out_, name);
    out_ += ':';
  }

  std::string& out_;
  std::vector<open_collection> open_;
};

} // namespace

result<void> write_json(std::string& out, const value& v) {
  return json_writer(out).write(v);
}

result<std::string> to_json(const value& v) {
  std::string out;
  if (auto done = write_json(out, v); !done)
    return done.failure();
  return out;
}

} // namespace brine
