// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

#include "../file_bytes.hpp"
#include "../fuzz/targets.hpp"

using namespace brine::test;

TEST_CASE("what the fuzzers found does the decoders no harm", "[codecs]") {
  const auto root =
    std::filesystem::path(BRINE_SOURCE_DIR) / "tests/fuzz/corpus";
  for (const auto& target : fuzz_targets()) {
    INFO(target.name);
    auto files = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(root / std::string(target.name))) {
      target.run(bytes_of(file.path()));
      ++files;
    }
    CHECK(files > 0);
  }
}
