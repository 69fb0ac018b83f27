// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace brine::detail {

/// White space and commas.
[[nodiscard]] bool is_edn_blank(char c) noexcept;

/// White space, brackets, quotes and what else ends a word.
[[nodiscard]] bool ends_edn_word(char c) noexcept;

// Of a word whether it can be a name.

[[nodiscard]] bool is_edn_symbol(std::string_view word) noexcept;
[[nodiscard]] bool is_edn_tag(std::string_view word) noexcept;

/// The namespace that a map gives its keys.
[[nodiscard]] bool is_edn_namespace(std::string_view word) noexcept;

/// Without the colon.
[[nodiscard]] bool is_edn_keyword(std::string_view word) noexcept;

// Of any text whether, written as it is, it reads back as the same name.

[[nodiscard]] bool spells_symbol(std::string_view name) noexcept;
[[nodiscard]] bool spells_keyword(std::string_view name) noexcept;
[[nodiscard]] bool spells_tag(std::string_view name) noexcept;

} // namespace brine::detail
