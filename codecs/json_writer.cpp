// SPDX-License-Identifier: MIT
#include <brine/codecs/base64.hpp>
#include <brine/codecs/json.hpp>
#include <brine/codecs/json_text.hpp>
#include <brine/core/access.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/edn_number.hpp>
#include <brine/core/memory_output.hpp>
#include <brine/core/small_stack.hpp>
#include <brine/core/text_escape.hpp>
#include <brine/core/utf8.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace brine {

namespace {

using detail::access;
using detail::is_utf8;
using detail::json_style;

/// What is not UTF-8 becomes U+FFFD, byte by byte.
std::string repaired(std::string_view s) {
  std::string out;
  for (;;) {
    const auto good = detail::utf8_prefix(s);
    out += s.substr(0, good);
    if (good == s.size())
      return out;
    out += "\xef\xbf\xbd";
    s.remove_prefix(good + 1);
  }
}

/// RFC 3339, in UTC.
std::string time_text(instant t) {
  auto text = t.to_string();
  if (auto zone = text.rfind("-00:00"); zone == text.size() - 6)
    text.replace(zone, 6, "Z");
  return text;
}

/// What a value is as text, in itself or in the buffer; nothing of what JSON
/// has otherwise.
std::optional<std::string_view> text_of(const value& v, std::string& buffer) {
  switch (v.kind()) {
  case kind::string:
  case kind::keyword:
  case kind::symbol:
    return access::text(v);
  case kind::character:
    detail::append_utf8(buffer, v.as_char());
    return buffer;
  case kind::uuid:
    return buffer = v.as_uuid().to_string();
  case kind::instant:
    return buffer = time_text(v.as_instant());
  case kind::ratio:
    return buffer = v.as_ratio().to_string();
  case kind::bytes:
    return buffer = to_base64(access::text(v));
  default:
    return std::nullopt;
  }
}

/// What tells the kind of such text.
std::string_view form_of(kind k) {
  switch (k) {
  case kind::keyword:
    return "#keyword";
  case kind::symbol:
    return "#symbol";
  case kind::character:
    return "#char";
  case kind::uuid:
    return "#uuid";
  case kind::instant:
    return "#inst";
  case kind::ratio:
    return "#ratio";
  default:
    return "#bytes";
  }
}

bool has_only_names(const value& map) {
  return std::all_of(map.entries().begin(), map.entries().end(),
                     [](const entry& e) {
                       return e.key.is_string() && is_utf8(access::text(e.key));
                     });
}

/// Whether an object of one name would be read as another kind.
bool looks_like_form(const value& map) {
  return map.size() == 1
         && map.entries().front().key.as_string().starts_with('#');
}

/// The name of a map's key for people: its text, or else its edn text.
std::string name_of(const value& key) {
  std::string buffer;
  auto text = text_of(key, buffer);
  return repaired(text ? *text : to_string(key));
}

struct open_collection {
  enum class form : std::uint8_t { array, object, pairs, single };

  const value* v;
  std::string_view end;
  std::size_t next;
  form what;
};

using form = open_collection::form;

/// Writes with an explicit stack, so that depth costs no stack.
class json_writer {
public:
  json_writer(std::string& out, json_style style)
      : out_(out), exact_(style == json_style::exact) {}

  result<void> write(const value& v) {
    if (auto done = write_all(v); !done) {
      out_.undo();
      return done;
    }
    out_.finish();
    return {};
  }

private:
  result<void> write_all(const value& v) {
    auto done = begin(v);
    while (done && !open_.empty()) {
      auto& top = open_.top();
      const auto slots = access::slots(*top.v);
      if (top.next == slots.size()) {
        out_.text(top.end);
        open_.pop();
        continue;
      }
      const auto i = top.next++;
      separate(top.what, i);
      if (top.what == form::object) {
        write_name(slots[i]);
        done = begin(slots[top.next++]);
      } else {
        done = begin(slots[i]);
      }
    }
    return done;
  }

  void separate(form what, std::size_t i) {
    if (what == form::pairs)
      out_.text(i == 0 ? "[" : i % 2 == 0 ? "],[" : ",");
    else if (i > 0 && what != form::single)
      out_.byte(',');
  }

  result<void> begin(const value& v) {
    switch (v.kind()) {
    case kind::list:
      open(v, exact_ ? "{\"#list\":[" : "[", exact_ ? "]}" : "]");
      break;
    case kind::set:
      open(v, exact_ ? "{\"#set\":[" : "[", exact_ ? "]}" : "]");
      break;
    case kind::vector:
      open(v, "[", "]");
      break;
    case kind::map:
      return begin_map(v);
    case kind::tagged:
      begin_tagged(v);
      break;
    default:
      scalar(v);
    }
    return {};
  }

  void open(const value& v, std::string_view begin, std::string_view end,
            form what = form::array, std::size_t next = 0) {
    out_.text(begin);
    open_.push({&v, end, next, what});
  }

  result<void> begin_map(const value& v) {
    const auto names = has_only_names(v);
    if (exact_ && (!names || looks_like_form(v))) {
      open(v, "{\"#map\":[", "]]}", form::pairs);
      return {};
    }
    open(v, "{", "}", form::object);
    if (names)
      return {};
    std::set<std::string> seen;
    for (const auto& e : v.entries())
      if (auto name = name_of(e.key); !seen.insert(name).second)
        return error(errc::bad_argument,
                     "no JSON for a map in which two keys have the name "
                       + brief(value(name)) + ", one of them " + brief(e.key));
    return {};
  }

  void begin_tagged(const value& v) {
    out_.text(exact_ ? "{\"#tagged\":[" : "{");
    write_text((exact_ ? "" : "#") + std::string(v.tag()));
    open(v, exact_ ? "," : ":", exact_ ? "]}" : "}", form::single, 1);
  }

  void scalar(const value& v) {
    switch (v.kind()) {
    case kind::nil:
      return out_.text("null");
    case kind::boolean:
      return out_.text(v.as_bool() ? "true" : "false");
    case kind::integer:
      return detail::write_integer(out_, access::scalar<std::int64_t>(v));
    case kind::big_integer:
      return out_.text(v.as_big_integer().to_string());
    case kind::real:
      return real(access::scalar<double>(v));
    case kind::decimal:
      if (exact_)
        return write_form("#decimal", v.as_decimal().to_string());
      return out_.text(v.as_decimal().to_string());
    case kind::string:
      return write_text(access::text(v));
    default: {
      std::string buffer;
      write_form(form_of(v.kind()), *text_of(v, buffer));
    }
    }
  }

  void real(double x) {
    if (std::isfinite(x))
      detail::write_real(out_, x);
    else
      write_form("#double", std::isnan(x) ? "NaN"
                            : x > 0       ? "Infinity"
                                          : "-Infinity");
  }

  void write_form(std::string_view name, std::string_view text) {
    if (!exact_)
      return write_text(text);
    out_.byte('{');
    detail::write_quoted(out_, name);
    out_.byte(':');
    write_text(text);
    out_.byte('}');
  }

  /// JSON is UTF-8.
  void write_text(std::string_view s) {
    if (is_utf8(s))
      detail::write_quoted(out_, s);
    else if (exact_)
      write_form("#string", to_base64(s));
    else
      detail::write_quoted(out_, repaired(s));
  }

  void write_name(const value& key) {
    if (key.is_string())
      write_text(access::text(key));
    else
      detail::write_quoted(out_, name_of(key));
    out_.byte(':');
  }

  memory_output out_;
  bool exact_;
  detail::small_stack<open_collection> open_;
};

} // namespace

result<void>
detail::write_json_text(std::string& out, const value& v, json_style style) {
  return json_writer(out, style).write(v);
}

result<void> write_json(std::string& out, const value& v) {
  return json_writer(out, json_style::plain).write(v);
}

result<std::string> to_json(const value& v) {
  std::string out;
  if (auto done = write_json(out, v); !done)
    return done.failure();
  return out;
}

} // namespace brine
