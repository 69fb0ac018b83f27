// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/edn_file.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/hex.hpp>

#include <fmt/format.h>

#include <string_view>

namespace brine::journal {

namespace {

constexpr std::string_view crc_mark = "; crc32c ";

std::string crc_line(std::string_view text) {
  return fmt::format("{}{:08x}\n", crc_mark,
                     crc32c(std::as_bytes(std::span(text))));
}

error damaged(const std::string& path, std::string_view what) {
  return error(errc::damaged, fmt::format("{}: {}", path, what));
}

/// Fails if there is a checksum and it is not that of the text before it.
result<void> check_crc(const std::string& path, std::string_view text) {
  auto at = text.rfind(crc_mark);
  if (at == std::string_view::npos)
    return {};
  if (text.substr(at) != crc_line(text.substr(0, at)))
    return damaged(path, "the checksum in its last line is wrong; whoever "
                         "edits the file takes that line away");
  return {};
}

result<void>
check_format(const std::string& path, const value& x, std::int64_t known) {
  const auto& found = x[keyword("format")];
  if (!found.is_int() || found.as_int() < 1)
    return damaged(path, ":format is " + brief(found));
  if (found.as_int() > known)
    return error(errc::newer_format,
                 fmt::format("{}: the store is of format {}, this brine knows "
                             "{}",
                             path, found.as_int(), known));
  return {};
}

} // namespace

result<void> write_edn_file(disk& where, const std::string& folder,
                            const std::string& name, std::string text) {
  text += crc_line(text);
  return replace_file(where, folder, name, std::as_bytes(std::span(text)));
}

result<value>
read_edn_file(disk& where, const std::string& path, std::int64_t known) {
  auto bytes = read_file(where, path, edn_file_limit);
  if (!bytes)
    return bytes.failure();
  auto text = std::string_view(reinterpret_cast<const char*>(bytes->data()),
                               bytes->size());
  auto parsed = parse_edn(text);
  if (!parsed)
    return damaged(path, parsed.failure().message());
  if (!parsed->is_map())
    return damaged(path, "not a map");
  if (auto checked = check_format(path, *parsed, known); !checked)
    return checked.failure();
  if (auto checked = check_crc(path, text); !checked)
    return checked.failure();
  return parsed;
}

const value&
edn_fields::get(const char* name, bool (value::*is)() const noexcept) {
  const auto& x = from_[keyword(name)];
  if (!(x.*is)())
    refuse(name);
  return x;
}

bool edn_fields::flag(const char* name) {
  const auto& x = get(name, &value::is_bool);
  return x.is_bool() && x.as_bool();
}

std::array<std::uint8_t, 16> edn_fields::hex(const char* name) {
  const auto& x = get(name, &value::is_string);
  auto bytes = x.is_string() ? parse_hex<16>(x.as_string()) : std::nullopt;
  if (!bytes)
    refuse(name);
  return bytes.value_or(std::array<std::uint8_t, 16>{});
}

revision edn_fields::number(const char* name) {
  const auto& x = get(name, &value::is_int);
  auto n = x.is_int() ? x.as_int() : 0;
  if (n < 0)
    refuse(name);
  return static_cast<revision>(n);
}

void edn_fields::refuse(const char* name) {
  if (!wrong_)
    wrong_ = fmt::format(":{} is {}", name, brief(from_[keyword(name)]));
}

} // namespace brine::journal
