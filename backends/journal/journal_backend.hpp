// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/index_loader.hpp>
#include <brine/backends/journal/journal.hpp>
#include <brine/backends/journal/journal_keeper.hpp>
#include <brine/backends/journal/live_manifest.hpp>
#include <brine/backends/journal/lock.hpp>
#include <brine/backends/journal/log_writer.hpp>
#include <brine/backends/journal/segment_table.hpp>

#include <atomic>
#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <vector>

namespace brine::journal {

/// A journal that is open to write.
class journal_backend final : public backend, reader, writer {
public:
  /// Takes the lock and finds out what is in the folder; `load` opens the log.
  static result<std::unique_ptr<backend>> open(options o, open_how how);

  explicit journal_backend(options o);

  // -- backend

  abilities can() const noexcept override;

  brine::reader& reader() noexcept override {
    return *this;
  }

  brine::writer& writer() noexcept override {
    return *this;
  }

  brine::keeper* keeper() noexcept override {
    return &keeper_;
  }

  result<void> close() override;

  // -- reader

  result<void> load(const key_visitor& visit) override;
  history_bounds bounds() const override;
  result<std::unique_ptr<history_reader>>
  history(revision after, edit_filter filter) override;
  result<revision> resume(const log_id& log, revision rev) override;
  result<std::optional<document>>
  version(std::string_view key, revision rev) override;

  // -- writer

  result<void> write(std::span<commit* const> commits) override;
  result<void> sync() override;
  result<void> roll() override;

private:
  result<void> prepare(open_how how);
  result<void> make();
  result<void> make_folders(std::initializer_list<const char*> names);
  result<void> read_side_files();
  result<void> read_keys();
  void read_mark();
  result<void> remove_strays();
  result<bool> has_blobs() const;
  result<void> remove_unnamed_blobs(const index_loader& loader);
  result<void> open_log(index_loader& loader);
  result<void> seal_log();
  result<void> note_opening();
  result<void>
  on_new_segment(const ref<segment>& fresh, std::uint64_t ended_at);
  result<void> add_commit(const commit& c);
  result<void> seal_records(std::size_t first, const encryptor& by);
  result<void> add_record(const commit& c, mutation& m);
  result<void> add_blob(const mutation& m, record& r);
  void publish_mark();
  [[nodiscard]] std::string in_folder(std::string_view name) const;

  options options_;
  disk* disk_;
  std::unique_ptr<lock_file> lock_;
  identity identity_;
  boot_id boot_;
  std::uint32_t pid_; ///< Asked for once: every write publishes it.
  live_manifest manifest_;
  std::shared_ptr<blob_files> blobs_;
  segment_table segments_;
  std::optional<log_writer> log_;
  bool differs_ = false; ///< The store must take a new log id.
  bool distrust_ = false;
  std::optional<known_batch> known_;

  std::atomic<revision> last_{0};
  std::atomic<std::uint64_t> time_{0};
  journal_keeper keeper_;

  // One batch, kept for their capacity.
  std::vector<record> records_;
  std::vector<mutation*> written_;
  std::deque<std::string> references_; // records refer to them,
  std::deque<std::string> rooms_;      // and to these, if they are sealed
};

} // namespace brine::journal
