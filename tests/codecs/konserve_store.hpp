// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/blob.hpp>
#include <brine/codecs/json.hpp>
#include <brine/core/edn.hpp>

#include <string>
#include <utility>
#include <vector>

#include "../file_bytes.hpp"

// konserve's stores in tests/data, which its README.md explains.
namespace brine::test {

struct konserve_blob {
  std::string key; ///< As edn text.
  std::string bytes;
  std::vector<entry> metadata; ///< In the order it was written.
  value content;               ///< Nothing of binaries.
  bool is_binary = false;

  [[nodiscard]] blob_view parts() const {
    return split_blob(bytes).or_throw();
  }
};

/// The entries of a map in the order of its edn text.
inline std::vector<entry> entries_of(std::string_view edn) {
  auto in = edn_reader(edn.substr(1, edn.size() - 2));
  std::vector<entry> all;
  while (auto key = in.next().or_throw())
    all.emplace_back(*key, *in.next().or_throw());
  return all;
}

/// What a case has beside `expected.json`.
inline std::vector<konserve_blob> konserve_store(const std::string& name) {
  auto root = BRINE_SOURCE_DIR "/tests/data/konserve/" + name;
  auto expected = parse_json(bytes_of(root + "/expected.json")).or_throw();
  std::vector<konserve_blob> all;
  for (const auto& e : expected["entries"].items()) {
    konserve_blob b;
    b.key = e["key"].as_string();
    b.bytes = bytes_of(root + "/store/" + std::string(e["file"].as_string()));
    b.metadata = entries_of(e["meta"].as_string());
    b.is_binary = e["type"] == value("binary");
    if (!b.is_binary)
      b.content = parse_edn(e["value"].as_string()).or_throw();
    all.push_back(std::move(b));
  }
  return all;
}

} // namespace brine::test
