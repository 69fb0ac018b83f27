// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/boot_id.hpp>
#include <brine/backends/journal/file.hpp>
#include <brine/backends/journal/retention.hpp>
#include <brine/backends/registry.hpp>
#include <brine/codecs/registry.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace brine {

namespace journal {

/// When a commit counts as durable.
enum class fsync_level : std::uint8_t {
  always,   ///< After a sync: it survives a loss of power.
  interval, ///< When it was written; syncs follow at an interval.
  never,    ///< When it was written: it survives the death of the process.
};

struct options {
  std::string folder;
  bool read_only = false; ///< Beside a writer, without a lock.
  fsync_level fsync = fsync_level::always;
  std::chrono::milliseconds sync_interval{1000};
  std::uint64_t segment_bytes = std::uint64_t{64} << 20;
  retention_policy retention{}; ///< How much history compaction leaves.
  bool old_values = true; ///< ... and the versions that its changes replaced.
  /// After so much log a checkpoint is written, beside that of a clean close.
  std::uint64_t checkpoint_bytes = std::uint64_t{1} << 30;
  codec_registry codecs = builtin_codecs();
  codec fresh{};         ///< Of new documents, to be noted; see `store.edn`.
  disk* where = nullptr; ///< Null: the real one, with a lock file.
  boot_id_source boot = system_boot_id;
};

} // namespace journal

/// Opens a journal: one append-only log in a folder, which is store, history
/// and feed at once. docs/journal-format.md gives its bytes.
[[nodiscard]] result<std::unique_ptr<backend>>
open_journal(journal::options options, open_how how);

/// `journal:FOLDER?fsync=always|interval|never&sync-interval=1s
/// &segment-size=64MiB&mode=write|read&retention-age=7d&retention-bytes=1GiB
/// &retention-revisions=100000&history-old=true`
[[nodiscard]] backend_place configure_journal(config_reader& config);

} // namespace brine
