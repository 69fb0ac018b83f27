// SPDX-License-Identifier: MIT
#include <brine/codecs/base64.hpp>
#include <brine/codecs/json_text.hpp>
#include <brine/core/builder.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/edn_number.hpp>
#include <brine/core/error.hpp>
#include <brine/core/utf8.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

// form = {"#string": base64}             a string that is not UTF-8
//      | {"#double": "NaN" | "Infinity" | "-Infinity"}
//      | {"#decimal": "1.50"} | {"#ratio": "1/3"}
//      | {"#char": text} | {"#symbol": text} | {"#keyword": text}
//      | {"#inst": "2024-02-29T23:59:59.999Z"} | {"#uuid": "..."}
//      | {"#bytes": base64}
//      | {"#list": [item*]} | {"#set": [item*]}
//      | {"#map": [[key, value]*]}
//      | {"#tagged": [text, value]}
// text = a string, as itself or as the form for what is not UTF-8
namespace brine::detail {

namespace {

using maybe = std::optional<value>;

maybe string_form(const value& v) {
  auto text = v.is_string() ? parse_base64(v.as_string()) : std::nullopt;
  return text ? maybe(*text) : std::nullopt;
}

maybe double_form(const value& v) {
  using limits = std::numeric_limits<double>;
  if (v == value("NaN"))
    return limits::quiet_NaN();
  if (v == value("Infinity"))
    return limits::infinity();
  if (v == value("-Infinity"))
    return -limits::infinity();
  return std::nullopt;
}

/// A number as edn spells it, if it is of that kind.
maybe number(const std::string& text, kind k) {
  auto n = read_number(text);
  return n && n->kind() == k ? maybe(std::move(*n)) : std::nullopt;
}

maybe decimal_form(const value& v) {
  return v.is_string() ? number(std::string(v.as_string()) + 'M', kind::decimal)
                       : std::nullopt;
}

maybe ratio_form(const value& v) {
  return v.is_string() ? number(std::string(v.as_string()), kind::ratio)
                       : std::nullopt;
}

maybe char_form(const value& v) {
  auto c = v.is_string() ? decode_utf8(v.as_string()) : std::nullopt;
  return c ? maybe(*c) : std::nullopt;
}

maybe symbol_form(const value& v) {
  return v.is_string() ? maybe(symbol(v.as_string())) : std::nullopt;
}

maybe keyword_form(const value& v) {
  return v.is_string() ? maybe(keyword(v.as_string())) : std::nullopt;
}

maybe inst_form(const value& v) {
  auto t = v.is_string() ? instant::parse(v.as_string()) : std::nullopt;
  return t ? maybe(*t) : std::nullopt;
}

maybe uuid_form(const value& v) {
  auto id = v.is_string() ? uuid::parse(v.as_string()) : std::nullopt;
  return id ? maybe(*id) : std::nullopt;
}

maybe bytes_form(const value& v) {
  auto all = v.is_string() ? parse_base64(v.as_string()) : std::nullopt;
  return all ? maybe(std::as_bytes(std::span(*all))) : std::nullopt;
}

builder items_of(const value& v) {
  auto b = builder(v.size());
  for (const auto& item : v.items())
    b.add(item);
  return b;
}

maybe list_form(const value& v) {
  return v.is_vector() ? maybe(items_of(v).list()) : std::nullopt;
}

maybe set_form(const value& v) {
  if (!v.is_vector())
    return std::nullopt;
  auto made = items_of(v).set();
  return made.size() == v.size() ? maybe(std::move(made)) : std::nullopt;
}

maybe map_form(const value& v) {
  if (!v.is_vector())
    return std::nullopt;
  auto b = builder(2 * v.size());
  for (const auto& pair : v.items()) {
    if (!pair.is_vector() || pair.size() != 2)
      return std::nullopt;
    b.add(pair.at(0), pair.at(1));
  }
  auto made = b.map();
  return made.size() == v.size() ? maybe(std::move(made)) : std::nullopt;
}

maybe tagged_form(const value& v) {
  if (!v.is_vector() || v.size() != 2 || !v.at(0).is_string())
    return std::nullopt;
  return tagged(v.at(0).as_string(), v.at(1));
}

struct form {
  std::string_view name;
  maybe (*read)(const value&);
  std::string_view content; ///< What is wanted.
};

constexpr std::array<form, 14> forms{{
  {"#string", string_form, "base64"},
  {"#double", double_form, R"("NaN", "Infinity" or "-Infinity")"},
  {"#decimal", decimal_form, "digits in a string"},
  {"#ratio", ratio_form, "two integers in a string, as \"1/3\""},
  {"#char", char_form, "a string of one character"},
  {"#symbol", symbol_form, "a string"},
  {"#keyword", keyword_form, "a string"},
  {"#inst", inst_form, "a time, as \"2024-02-29T23:59:59.999Z\""},
  {"#uuid", uuid_form, "a uuid in a string"},
  {"#bytes", bytes_form, "base64"},
  {"#list", list_form, "an array"},
  {"#set", set_form, "an array of distinct items"},
  {"#map", map_form, "an array of pairs with distinct keys"},
  {"#tagged", tagged_form, "an array of tag and value"},
}};

} // namespace

result<maybe> read_json_form(std::string_view name, const value& content) {
  const auto* f = std::find_if(forms.begin(), forms.end(),
                               [&](const auto& x) { return x.name == name; });
  if (f == forms.end())
    return maybe();
  auto made = f->read(content);
  if (!made)
    return error(errc::bad_text, fmt::format("{} needs {}, not {}", name,
                                             f->content, brief(content)));
  return made;
}

} // namespace brine::detail
