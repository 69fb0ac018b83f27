// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/revision.hpp>

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace brine::journal {

/// Remembers the newest revision of each key that it was shown, by a hash of
/// 128 bits with a random seed: 10^9 keys collide with a chance of 10^-21,
/// and nobody can choose keys that do.
class version_survey {
public:
  version_survey();

  /// @pre revisions of a key ascend
  void note(std::string_view key, revision rev);

  /// 0 if the key was not noted.
  [[nodiscard]] revision newest(std::string_view key) const;

private:
  struct digest {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    friend bool operator==(const digest&, const digest&) = default;
  };

  struct low_half {
    std::size_t operator()(const digest& x) const noexcept {
      return static_cast<std::size_t>(x.low);
    }
  };

  [[nodiscard]] digest digest_of(std::string_view key) const noexcept;

  std::uint64_t seed_;
  std::unordered_map<digest, revision, low_half> newest_;
};

} // namespace brine::journal
