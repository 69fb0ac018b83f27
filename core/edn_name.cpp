// SPDX-License-Identifier: MIT
#include <brine/core/edn_name.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace brine::detail {

namespace {

enum byte_class : std::uint8_t { plain, control, special, blank };

constexpr auto classes = [] {
  std::array<byte_class, 256> all{};
  std::fill_n(all.begin(), 0x20, control);
  all[0x7f] = control;
  for (unsigned char c : {'"', '\\', ';', '(', ')', '[', ']', '{', '}'})
    all[c] = special;
  for (unsigned char c :
       {' ', ',', '\t', '\n', '\v', '\f', '\r', '\x1c', '\x1d', '\x1e', '\x1f'})
    all[c] = blank;
  return all;
}();

constexpr byte_class class_of(char c) {
  return classes[static_cast<unsigned char>(c)];
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_name(std::string_view word, bool digit_first = false) {
  if (word == "/")
    return true;
  if (word.empty() || (!digit_first && is_digit(word.front()))
      || word.front() == ':' || word.front() == '/' || word.back() == ':'
      || word.find("::") != word.npos)
    return false;
  // The name of a namespace's own division is a slash too: `clojure.core//`.
  return word.back() != '/' || word.ends_with("//");
}

bool all_plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return class_of(c) == plain; });
}

bool begins_number(std::string_view word) {
  const auto sign = word.starts_with('+') || word.starts_with('-');
  return word.size() > (sign ? 1U : 0U) && is_digit(word[sign ? 1 : 0]);
}

} // namespace

bool is_edn_blank(char c) noexcept {
  return class_of(c) == blank;
}

bool ends_edn_word(char c) noexcept {
  return class_of(c) >= special;
}

bool is_edn_symbol(std::string_view word) noexcept {
  return is_name(word) && word.front() != '^';
}

bool is_edn_tag(std::string_view word) noexcept {
  const auto c = word.empty() ? '\0' : word.front();
  return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
          || static_cast<unsigned char>(c) >= 0x80)
         && is_name(word);
}

bool is_edn_namespace(std::string_view word) noexcept {
  return is_name(word) && word.find('/') == word.npos;
}

bool is_edn_keyword(std::string_view word) noexcept {
  // Unlike a symbol, a keyword may begin with a digit.
  return is_name(word, true);
}

bool spells_symbol(std::string_view name) noexcept {
  return all_plain(name) && is_edn_symbol(name) && name.front() != '#'
         && !begins_number(name) && name != "nil" && name != "true"
         && name != "false";
}

bool spells_keyword(std::string_view name) noexcept {
  return all_plain(name) && is_edn_keyword(name);
}

bool spells_tag(std::string_view name) noexcept {
  constexpr auto taken = std::array<std::string_view, 6>{
    "inst", "uuid", "bytes", "brine/keyword", "brine/symbol", "brine/tagged"};
  return all_plain(name) && is_edn_tag(name)
         && std::find(taken.begin(), taken.end(), name) == taken.end();
}

} // namespace brine::detail
