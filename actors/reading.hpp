// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/calls.hpp>
#include <brine/actors/engine.hpp>

#include <optional>
#include <string>

namespace brine {

/// A key's newest committed version, read on this thread; throws. Without time
/// and previous revision if it was cached.
[[nodiscard]] std::optional<document> look_up(engine& home, const value& key);

/// The same without the content, which is not read. Never from the cache, which
/// does not know the time.
[[nodiscard]] std::optional<document_head>
look_up_head(engine& home, const value& key);

/// What an answered `read_call` found; reads storage if it was not cached, and
/// offers the range what it read.
[[nodiscard]] result<std::optional<document>>
finish_read(engine& home, read_call& c);

/// An encoded key as edn text, for errors.
[[nodiscard]] std::string key_text(std::string_view encoded);

/// Loads the document at a place; what the backend throws is an error, too.
[[nodiscard]] result<document>
load_at(const location& where, std::string_view key, revision rev);

/// The version that a part of a commit replaces. @pre it had one
[[nodiscard]] version old_version(const part& p);

/// The document of a version that a range gave out.
[[nodiscard]] result<document>
load_version(const version& v, std::string_view key);

} // namespace brine
