// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "../log_lines.hpp"
#include "scratch_directory.hpp"
#include "small_store.hpp"

namespace brine::test {

/// A sealed journal in real files, for only there a reader sees what a writer
/// does: one writes, and one reads.
struct sealed_pair {
  log_lines lines;
  scratch_directory scratch;
  std::string folder = scratch / "data";
  small_store writer{journal::options()};
  small_store reader{journal::options()};
  std::string large = std::string(2'500'000, 'x');

  void open(small_store& x, std::string_view keys, bool reads) const {
    auto& o = x.options;
    o.folder = folder;
    o.segment_bytes = std::uint64_t{64} << 10;
    o.read_only = reads;
    x.use_keys(keys);
    x.open().or_throw();
  }

  /// Opens both, so that a rekey has all to do that was written.
  void open_after(const std::vector<std::string>& texts) {
    open(writer, "ab", false);
    for (const auto& text : texts)
      writer.commit(text).or_throw();
    writer.close().or_throw();
    open(writer, "ba", false);
    open(reader, "ab", true);
  }

  bool follow() {
    return reader.journal()
      .reader()
      .follow(std::chrono::milliseconds(0))
      .or_throw();
  }
};

} // namespace brine::test
