// SPDX-License-Identifier: MIT
#include <brine/cli/argument.hpp>
#include <brine/core/edn.hpp>

namespace brine::cli {

namespace {

bool mistaken(std::string_view text) {
  if (text.starts_with('['))
    return true;
  return text.size() > 1 && text[0] == '-'
         && ((text[1] >= '0' && text[1] <= '9') || text[1] == '.');
}

} // namespace

value argument(std::string_view text) {
  if (text.starts_with(' ') && mistaken(text.substr(1)))
    text.remove_prefix(1);
  auto v = parse_edn(text);
  if (!v)
    throw error(errc::bad_text, "the argument " + std::string(text) + ": "
                                  + v.failure().message()
                                  + " (a string that is not one word is "
                                    "written '\"...\"')");
  return unworded(*v);
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

std::string unshielded(std::string text) {
  if (text.starts_with(' ') && mistaken(std::string_view(text).substr(1)))
    text.erase(0, 1);
  return text;
}

} // namespace brine::cli
