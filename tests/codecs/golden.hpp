// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/blob.hpp>

#include <string>
#include <string_view>
#include <vector>

// What konserve and hasch wrote: tests/data, which its README.md explains.
namespace brine::test {

/// One blob of a store.
struct golden_blob {
  std::string name; ///< The store's, and the key as edn text.
  std::string path; ///< Of its file.
  std::string bytes;
  value told; ///< Its entry of `expected.json`, with values as edn text.

  [[nodiscard]] blob_view parts() const;

  [[nodiscard]] bool is_binary() const;

  /// In the order it was written.
  [[nodiscard]] std::vector<entry> metadata() const;

  /// Nil of binaries.
  [[nodiscard]] value content() const;
};

struct golden_store {
  std::string name;
  std::string folder;
  value config; ///< As it was given to konserve.
  std::vector<golden_blob> blobs;
};

[[nodiscard]] golden_store golden(const std::string& name);

/// All there are, by name.
[[nodiscard]] std::vector<golden_store> golden_stores();

/// Another file of tests/data.
[[nodiscard]] value golden_json(const std::string& file);

/// Whether every map and set in it has at most one entry, so that there is one
/// order to write it in.
[[nodiscard]] bool one_order(const value& v);

} // namespace brine::test
