// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/call.hpp>
#include <brine/actors/index.hpp>
#include <brine/backends/document.hpp>
#include <brine/backends/keeper.hpp>

#include <atomic>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace brine {

/// The revision of a snapshot that is being opened.
inline constexpr auto snapshot_undecided = std::numeric_limits<revision>::max();

/// A version as a snapshot sees it.
struct version {
  revision rev = 0;         ///< 0: absent.
  revision replaced_by = 0; ///< Only of versions kept for a snapshot.
  location where;
  value document; ///< Set if it was at hand, then `cached`.
  bool cached = false;
  bool with_meta = false;
};

/// What one range keeps for one open snapshot: for each key that changed since
/// it was opened, where the versions lie that were replaced, oldest first.
struct snapshot_versions {
  std::uint64_t id = 0;
  /// The snapshot's revision once it is known; until then everything replaced
  /// is kept.
  std::shared_ptr<const std::atomic<revision>> at;
  std::map<std::string, std::vector<version>, std::less<>> replaced;
};

/// Opening a snapshot in one range.
class snapshot_note final : public call {
public:
  std::uint64_t id = 0;
  std::shared_ptr<const std::atomic<revision>> at;
};

/// Asks a range for versions at a snapshot.
class page_call final : public call {
public:
  std::uint64_t id = 0;
  revision at = 0;
  /// Either these keys (encoded, with hash) ...
  std::vector<std::pair<std::string, std::uint64_t>> keys;
  /// ... or, if `scan`, up to `limit` keys from `from` on and before `until`
  /// (empty: no end), in order.
  bool scan = false;
  std::string from;
  std::string until;
  std::size_t limit = 0;

  struct found {
    std::string key;
    version what;
  };

  std::vector<found> answer; ///< Present keys only.
  bool more = false;         ///< The page ended at `limit`.
};

/// Asks a range for keys and where their newest versions lie, in no order.
class places_call final : public call {
public:
  index::position at; ///< Where to go on; then, where the next page begins.
  std::size_t limit = 0;

  std::vector<host::place> answer; ///< Present keys only.
  bool more = false;
};

/// Compaction's question and order to one range.
class relocate_call final : public call {
public:
  struct step {
    std::string key;
    std::uint64_t hash = 0;
    location from;
    location to;          ///< Unset: only ask.
    bool current = false; ///< The answer.
  };

  std::vector<step> steps;
};

} // namespace brine
