// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace brine::bench {

/// Bytes of an encoded document, without the header of its blob.
inline constexpr std::size_t document_size = 100;

/// Keys and documents, as brine takes them and as the other engines do: the
/// same bytes that brine would store.
struct workload {
  std::vector<value> keys;
  std::vector<value> documents;
  std::vector<std::string> encoded_keys;
  std::vector<std::string> blobs;

  [[nodiscard]] std::size_t size() const noexcept {
    return keys.size();
  }

  /// A key's number; all are equally likely, and every contender gets the
  /// same ones.
  [[nodiscard]] std::size_t pick(int thread, std::uint64_t i) const noexcept;
};

[[nodiscard]] value nth_key(std::size_t n);

/// A map of four fields; `visits` is an integer.
[[nodiscard]] value nth_document(std::size_t n);

/// The blob that a store makes of a document.
[[nodiscard]] std::string encoded_blob(const value& document);

[[nodiscard]] value decoded_blob(std::string_view blob);

[[nodiscard]] workload make_workload(std::size_t keys);

} // namespace brine::bench
