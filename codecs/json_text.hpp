// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/text_place.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the JSON for people and the serializer "json" have in common: all, but
// for how kinds are written that JSON has not.
namespace brine::detail {

enum class json_style : std::uint8_t {
  plain, ///< For people: as something similar.
  exact, ///< As an object that tells the kind: {"#keyword":"name"}.
};

/// Appends the value; on failure nothing.
result<void>
write_json_text(std::string& out, const value& v, json_style style);

/// Reads one value. Fails as `parse_json`; `failed_at` is then the byte.
[[nodiscard]] result<value>
read_json_text(std::string_view text, json_style style, text_place begin,
               std::size_t& failed_at);

/// The value that the object {name: content} stands for; nothing if the name
/// has no meaning. Fails with `bad_text` if the content does not fit the name.
[[nodiscard]] result<std::optional<value>>
read_json_form(std::string_view name, const value& content);

} // namespace brine::detail
