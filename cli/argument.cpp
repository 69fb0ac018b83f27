// SPDX-License-Identifier: MIT
#include <brine/cli/argument.hpp>
#include <brine/codecs/json.hpp>
#include <brine/core/edn.hpp>

namespace brine::cli {

namespace {

bool mistaken(std::string_view text) {
  if (text.starts_with('['))
    return true;
  return text.size() > 1 && text[0] == '-'
         && ((text[1] >= '0' && text[1] <= '9') || text[1] == '.');
}

std::string_view without_shield(std::string_view text) {
  if (text.starts_with(' ') && mistaken(text.substr(1)))
    text.remove_prefix(1);
  return text;
}

[[noreturn]] void
fail(std::string_view text, const error& why, const std::string& advice) {
  throw error(errc::bad_text, "the argument " + std::string(text) + ": "
                                + why.message() + " (" + advice + ")");
}

} // namespace

value argument(std::string_view text) {
  text = without_shield(text);
  auto v = parse_edn(text);
  if (!v)
    fail(text, v.failure(),
         "a string that is not one word is written '\"...\"'");
  return unworded(*v);
}

value data_argument(std::string_view text, text_format how) {
  if (how == text_format::edn)
    return argument(text);
  text = without_shield(text);
  auto v = parse_json(text);
  if (!v)
    fail(text, v.failure(),
         "with --as json it is JSON, where a string is written '\"...\"'");
  return std::move(*v);
}

value unworded(const value& v) {
  return v.is_symbol() ? value(v.as_symbol()) : v;
}

path path_argument(const std::string& key,
                   const std::vector<std::string>& steps) {
  std::vector<value> parts = {argument(key)};
  for (const auto& step : steps)
    parts.push_back(argument(step));
  return path::of(std::move(parts));
}

std::string shielded(std::string text) {
  return mistaken(text) ? ' ' + text : std::move(text);
}

std::string unshielded(const std::string& text) {
  return std::string(without_shield(text));
}

} // namespace brine::cli
