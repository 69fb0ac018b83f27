// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/backup.hpp>
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/index_loader.hpp>
#include <brine/backends/journal/journal.hpp>
#include <brine/backends/journal/lock.hpp>
#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/reading_keeper.hpp>
#include <brine/backends/journal/segment_table.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

namespace brine::journal {

/// A journal that is opened with `mode=read`, beside a writer or without one:
/// takes no lock, writes nothing, and sees nothing beyond the durable mark.
class journal_reader final : public backend, reader {
public:
  /// `store_missing` if there is no store.
  static result<std::unique_ptr<backend>> open(options o);

  explicit journal_reader(options o);

  abilities can() const noexcept override;

  brine::reader& reader() noexcept override {
    return *this;
  }

  /// @pre never: nothing is written
  brine::writer& writer() noexcept override;

  brine::keeper* keeper() noexcept override {
    return &keeper_;
  }

  result<void> close() override {
    return {};
  }

  /// Looks for itself, and gives what a backup is made of.
  result<backup_source> now();

  result<void> load(const key_visitor& visit) override;
  history_bounds bounds() const override;
  result<std::unique_ptr<history_reader>>
  history(revision after, edit_filter filter) override;
  result<revision> resume(const log_id& log, revision rev) override;
  result<bool> follow(std::chrono::milliseconds timeout) override;
  result<std::optional<document>>
  version(std::string_view key, revision rev) override;

private:
  result<void> prepare();
  result<bool> look();
  result<bool> try_look();
  result<bool> find_end();
  result<bool> look_without_writer();
  result<bool> look_without_list();
  [[nodiscard]] error missing_list() const;
  result<void>
  enter_segments(const segment_name& open_one, std::uint64_t open_end);
  result<void> read_who();
  [[nodiscard]] std::shared_ptr<const identity> who() const;
  result<std::optional<manifest>> open_list() const;
  result<ref<stored_segment>> enter(const live_segment& s, std::uint64_t end);
  result<void> scan(const segment_name& name, const commit_visitor& visit);
  [[nodiscard]] std::string in_folder(std::string_view name) const;

  options options_;
  disk* disk_;
  mutable std::mutex who_mutex_;
  std::shared_ptr<const identity> who_; ///< Who follows the writer replaces it.
  manifest manifest_;
  std::unique_ptr<lock_file> lock_;
  std::uint64_t sequence_ = 0; ///< Of the newest mark that was looked at,
  std::uint32_t writer_ = 0;   ///< and the process that wrote it.
  segment_table segments_;
  reading_keeper keeper_;
  std::atomic<revision> last_{0};
  std::atomic<std::uint64_t> time_{0};
};

} // namespace brine::journal
