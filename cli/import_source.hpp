// SPDX-License-Identifier: MIT
#pragma once

#include <brine/cli/input.hpp>
#include <brine/cli/output.hpp>
#include <brine/core/text_place.hpp>
#include <brine/core/value.hpp>

#include <memory>
#include <optional>
#include <string>

namespace brine::cli {

/// A document to be imported.
struct import_item {
  value key;
  value document;
  value metadata;
  text_place at; ///< Where it begins.
};

/// The documents of a text, one after the other, with memory for one.
class import_source {
public:
  virtual ~import_source() = default;

  /// The next; nothing at the end. What cannot be read throws `bad_text` with
  /// the input's name and the place; so does every later call.
  [[nodiscard]] virtual std::optional<import_item> next() = 0;
};

/// A source of JSON lines, or of edn. With a `field` each value is a document
/// that has its key there; without, what `dump` wrote.
[[nodiscard]] std::unique_ptr<import_source>
make_import_source(input& in, text_format how, std::optional<value> field);

} // namespace brine::cli
