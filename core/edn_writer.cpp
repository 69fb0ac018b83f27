// SPDX-License-Identifier: MIT
#include <brine/core/access.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/small_stack.hpp>
#include <brine/core/utf8.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <ostream>

namespace brine {

namespace {

constexpr std::string_view hex = "0123456789abcdef";

void write_code(std::string& out, char32_t c) {
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4)
    out += hex[(c >> shift) & 15];
}

void write_string(std::string& out, std::string_view s, std::size_t limit) {
  out += '"';
  for (auto c : s) {
    if (out.size() > limit)
      return;
    switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
        write_code(out, static_cast<unsigned char>(c));
      else
        out += c;
    }
  }
  out += '"';
}

// Characters that no reader or editor could mistake for a space or nothing.
bool visible(char32_t c) {
  return (c > 0x20 && c < 0x7f) || (c > 0xa0 && c < 0x2000 && c != 0xad)
         || (c > 0x206f && c < 0xd800 && c != 0x3000)
         || (c >= 0xe000 && c != 0xfeff && c < 0xfff0) || c > 0xffff;
}

void write_character(std::string& out, char32_t c) {
  switch (c) {
  case '\n':
    out += "\\newline";
    break;
  case ' ':
    out += "\\space";
    break;
  case '\t':
    out += "\\tab";
    break;
  case '\r':
    out += "\\return";
    break;
  case '\b':
    out += "\\backspace";
    break;
  case '\f':
    out += "\\formfeed";
    break;
  default:
    if (visible(c)) {
      out += '\\';
      detail::append_utf8(out, c);
    } else {
      write_code(out, c);
    }
  }
}

// The shortest digits that read back as the same double.
void write_real(std::string& out, double x) {
  if (std::isnan(x)) {
    out += "##NaN";
  } else if (std::isinf(x)) {
    out += x > 0 ? "##Inf" : "##-Inf";
  } else {
    char digits[32];
    auto end = std::to_chars(digits, digits + sizeof(digits), x).ptr;
    auto text =
      std::string_view(digits, static_cast<std::size_t>(end - digits));
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos)
      out += ".0";
  }
}

void write_bytes(std::string& out, std::span<const std::byte> all,
                 std::size_t limit) {
  out += "#bytes \"";
  for (auto b : all) {
    if (out.size() > limit)
      return;
    out += hex[std::to_integer<unsigned>(b) >> 4];
    out += hex[std::to_integer<unsigned>(b) & 15];
  }
  out += '"';
}

void write_text(std::string& out, std::string_view text, std::size_t limit) {
  out += text.substr(0, limit);
}

void write_scalar(std::string& out, const value& v, std::size_t limit) {
  switch (v.kind()) {
  case kind::nil:
    out += "nil";
    break;
  case kind::boolean:
    out += v.as_bool() ? "true" : "false";
    break;
  case kind::integer:
    out += std::to_string(v.as_int());
    break;
  case kind::big_integer:
    out += v.as_big_integer().to_string() + 'N';
    break;
  case kind::real:
    write_real(out, v.as_double());
    break;
  case kind::decimal:
    out += v.as_decimal().to_string() + 'M';
    break;
  case kind::ratio:
    out += v.as_ratio().to_string();
    break;
  case kind::character:
    write_character(out, v.as_char());
    break;
  case kind::string:
    write_string(out, v.as_string(), limit);
    break;
  case kind::symbol:
    write_text(out, v.as_symbol(), limit);
    break;
  case kind::keyword:
    out += ':';
    write_text(out, v.as_keyword(), limit);
    break;
  case kind::instant:
    out += "#inst \"" + v.as_instant().to_string() + '"';
    break;
  case kind::uuid:
    out += "#uuid \"" + v.as_uuid().to_string() + '"';
    break;
  default:
    write_bytes(out, v.as_bytes(), limit);
  }
}

// A collection being written.
struct open_collection {
  const value* v;
  std::size_t next;
};

std::string_view opening(kind k) {
  switch (k) {
  case kind::list:
    return "(";
  case kind::vector:
    return "[";
  case kind::map:
    return "{";
  case kind::set:
    return "#{";
  default:
    return "#";
  }
}

std::string_view closing(kind k) {
  switch (k) {
  case kind::list:
    return ")";
  case kind::vector:
    return "]";
  case kind::map:
  case kind::set:
    return "}";
  default:
    return "";
  }
}

// Stops soon after `limit` bytes.
void write(std::string& out, const value& v, std::size_t limit) {
  detail::small_stack<open_collection> open;
  auto begin = [&](const value& x) {
    if (!detail::is_tree(x.kind()))
      return write_scalar(out, x, limit);
    out += opening(x.kind());
    open.push({&x, 0});
  };
  begin(v);
  while (!open.empty() && out.size() <= limit) {
    auto& top = open.top();
    auto k = top.v->kind();
    auto slots = detail::access::slots(*top.v);
    if (top.next == slots.size()) {
      out += closing(k);
      open.pop();
      continue;
    }
    if (top.next > 0)
      out += k == kind::map && top.next % 2 == 0 ? ", " : " ";
    begin(slots[top.next++]);
  }
}

constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

} // namespace

std::string to_string(const value& v) {
  std::string out;
  write(out, v, no_limit);
  return out;
}

void write_edn(std::string& out, const value& v) {
  write(out, v, no_limit);
}

std::ostream& operator<<(std::ostream& out, const value& v) {
  return out << to_string(v);
}

std::string brief(const value& v, std::size_t limit) {
  std::string out;
  write(out, v, limit);
  if (out.size() <= limit)
    return out;
  // Not in the middle of a UTF-8 sequence.
  auto end = limit;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80)
    --end;
  return out.substr(0, end) + "...";
}

} // namespace brine
