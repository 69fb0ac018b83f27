// SPDX-License-Identifier: MIT
#include <brine/cli/help.hpp>

#include <sstream>
#include <string_view>

namespace brine::cli {

namespace {

constexpr std::size_t columns = 80;
constexpr std::size_t left_column = 22;

/// Breaks a text into lines of at most so many columns.
std::string wrapped(std::string_view text, std::size_t width) {
  std::string out;
  while (text.size() > width) {
    auto end = text.rfind(' ', width);
    if (end == text.npos)
      end = std::min(text.find(' '), text.size());
    out += text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!text.empty())
      out += '\n';
  }
  return out + std::string(text);
}

} // namespace

help_formatter::help_formatter() {
  column_width(left_column);
}

std::string help_formatter::make_option_opts(const CLI::Option* option) const {
  const auto type = option->get_type_size() == 0 ? "" : option->get_type_name();
  return type.empty() ? type : ' ' + type;
}

std::string help_formatter::make_option_desc(const CLI::Option* option) const {
  auto text = option->get_description();
  if (!option->get_default_str().empty())
    text += " (" + option->get_default_str() + ')';
  return wrapped(text, columns - left_column);
}

std::string help_formatter::make_option_usage(const CLI::Option* option) const {
  const auto name = make_option_name(option, true);
  return option->get_required() ? name : '[' + name + ']';
}

std::string help_formatter::make_description(const CLI::App* command) const {
  return wrapped(command->get_description(), columns) + "\n\n";
}

std::string help_formatter::make_subcommand(const CLI::App* command) const {
  std::ostringstream out;
  CLI::detail::format_help(
    out, command->get_name(),
    wrapped(command->get_description(), columns - left_column), left_column);
  return out.str();
}

} // namespace brine::cli
