// SPDX-License-Identifier: MIT
#include <brine/core/access.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/edn_name.hpp>
#include <brine/core/edn_number.hpp>
#include <brine/core/hex.hpp>
#include <brine/core/small_stack.hpp>
#include <brine/core/text_escape.hpp>
#include <brine/core/utf8.hpp>

#include <cmath>
#include <limits>
#include <ostream>

namespace brine {

namespace {

using detail::access;

constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

// Characters that stand as they are: of ASCII the visible ones, and those that
// have no other form.
bool plain(char32_t c) {
  return (c > 0x20 && c < 0x7f) || c > 0xffff;
}

std::string_view name_of(char32_t c) {
  switch (c) {
  case '\n':
    return "newline";
  case ' ':
    return "space";
  case '\t':
    return "tab";
  case '\r':
    return "return";
  case '\b':
    return "backspace";
  case '\f':
    return "formfeed";
  default:
    return {};
  }
}

std::string_view opening(kind k) {
  return k == kind::list     ? "("
         : k == kind::vector ? "["
         : k == kind::map    ? "{"
                             : "#{";
}

std::string_view closing(const value& v) {
  switch (v.kind()) {
  case kind::list:
    return ")";
  case kind::vector:
    return "]";
  case kind::tagged:
    return detail::spells_tag(v.tag()) ? "" : "]";
  default:
    return "}";
  }
}

// A collection being written.
struct open_collection {
  const value* v;
  std::size_t next;
};

// Writes with an explicit stack, so that depth costs no stack. Stops soon after
// `limit` bytes.
class edn_writer {
public:
  explicit edn_writer(std::string& out, std::size_t limit = no_limit)
      : out_(out), limit_(limit) {}

  void write(const value& v) {
    begin(v);
    while (!open_.empty() && out_.size() <= limit_) {
      auto& top = open_.top();
      const auto slots = access::slots(*top.v);
      if (top.next == slots.size()) {
        out_.text(closing(*top.v));
        open_.pop();
        continue;
      }
      if (top.next > 0) {
        if (top.next % 2 == 0 && top.v->is_map())
          out_.byte(',');
        out_.byte(' ');
      }
      begin(slots[top.next++]);
    }
    out_.finish();
  }

private:
  void begin(const value& v) {
    if (!detail::is_tree(v.kind()))
      return scalar(v);
    if (v.is_tagged())
      name(detail::spells_tag(v.tag()), "#", "#brine/tagged [", v.tag());
    else
      out_.text(opening(v.kind()));
    open_.push({&v, v.is_tagged() ? std::size_t{1} : std::size_t{0}});
  }

  void scalar(const value& v) {
    switch (v.kind()) {
    case kind::nil:
      return out_.text("nil");
    case kind::boolean:
      return out_.text(v.as_bool() ? "true" : "false");
    case kind::integer:
      return detail::write_integer(out_, access::scalar<std::int64_t>(v));
    case kind::big_integer:
      return out_.text(v.as_big_integer().to_string() + 'N');
    case kind::real:
      return real(access::scalar<double>(v));
    case kind::decimal:
      return out_.text(v.as_decimal().to_string() + 'M');
    case kind::ratio:
      return out_.text(v.as_ratio().to_string());
    case kind::character:
      return character(v.as_char());
    case kind::string:
      return detail::write_quoted(out_, beginning(access::text(v)));
    case kind::symbol:
      return name(detail::spells_symbol(access::text(v)), "", "#brine/symbol ",
                  access::text(v));
    case kind::keyword:
      return name(detail::spells_keyword(access::text(v)), ":",
                  "#brine/keyword ", access::text(v));
    case kind::instant:
      return tagged("#inst \"", v.as_instant().to_string());
    case kind::uuid:
      return tagged("#uuid \"", v.as_uuid().to_string());
    default:
      return tagged("#bytes \"", to_hex(beginning(access::text(v))));
    }
  }

  void real(double x) {
    if (std::isnan(x))
      out_.text("##NaN");
    else if (std::isinf(x))
      out_.text(x > 0 ? "##Inf" : "##-Inf");
    else
      detail::write_real(out_, x);
  }

  void character(char32_t c) {
    const auto name = name_of(c);
    if (name.empty() && !plain(c))
      return detail::write_code(out_, c);
    auto text = std::string(name);
    if (name.empty())
      detail::append_utf8(text, c);
    out_.byte('\\');
    out_.text(text);
  }

  // A name, or the form that stands for one which edn cannot spell.
  void name(bool spelled, std::string_view mark, std::string_view form,
            std::string_view name) {
    out_.text(spelled ? mark : form);
    if (spelled)
      out_.text(beginning(name));
    else
      detail::write_quoted(out_, beginning(name));
  }

  void tagged(std::string_view tag, std::string_view text) {
    out_.text(tag);
    out_.text(text);
    out_.byte('"');
  }

  [[nodiscard]] std::string_view beginning(std::string_view text) const {
    return text.substr(0, limit_);
  }

  memory_output out_;
  std::size_t limit_;
  detail::small_stack<open_collection> open_;
};

} // namespace

std::string to_string(const value& v) {
  std::string out;
  write_edn(out, v);
  return out;
}

void write_edn(std::string& out, const value& v) {
  edn_writer(out).write(v);
}

std::ostream& operator<<(std::ostream& out, const value& v) {
  return out << to_string(v);
}

std::string brief(const value& v, std::size_t limit) {
  std::string out;
  edn_writer(out, limit).write(v);
  if (out.size() <= limit)
    return out;
  // Not in the middle of a UTF-8 sequence.
  auto end = limit;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80)
    --end;
  return out.substr(0, end) + "...";
}

} // namespace brine
