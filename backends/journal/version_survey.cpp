// SPDX-License-Identifier: MIT
#include <brine/backends/journal/version_survey.hpp>

#include <xxhash.h>

#include <random>

namespace brine::journal {

version_survey::version_survey() {
  auto source = std::random_device();
  seed_ = std::uint64_t{source()} << 32 | source();
}

void version_survey::note(std::string_view key, revision rev) {
  newest_[digest_of(key)] = rev;
}

revision version_survey::newest(std::string_view key) const {
  auto found = newest_.find(digest_of(key));
  return found == newest_.end() ? 0 : found->second;
}

version_survey::digest
version_survey::digest_of(std::string_view key) const noexcept {
  const auto h = ::XXH3_128bits_withSeed(key.data(), key.size(), seed_);
  return {h.low64, h.high64};
}

} // namespace brine::journal
