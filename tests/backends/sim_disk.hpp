// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/file.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dice.hpp"

namespace brine::test {

struct sim_node;

/// A file system in memory that can lose power. It remembers what was not
/// synced, per file and per folder, and at a crash keeps any part of it.
/// Paths are made of names and `/`; the root is there from the beginning.
class sim_disk : public journal::disk {
public:
  enum class call : unsigned {
    open,
    read,
    write,
    sync,
    preallocate,
    truncate,
    map,
    rename,
    link,
    remove,
    make_directory,
    remove_directory,
    list,
    look_up,
    sync_directory,
  };

  sim_disk();
  ~sim_disk() override;

  /// The power fails: of what was not synced, any subset survives, writes
  /// torn at any byte or sector, in any order, or as garbage. Open files are
  /// dead afterwards.
  void crash(std::uint64_t seed);

  /// The process dies: all that was written is there, still not synced.
  void kill();

  /// The n-th call of this kind from now fails. A failing write writes a part;
  /// after a failing sync any part of what was not synced never becomes
  /// durable, though it is still read and the next sync succeeds.
  void fail(call kind, unsigned nth, errc code, std::uint64_t seed = 0);

  /// After n more calls that change something every call fails, until the
  /// next `crash` or `kill`.
  void stop_after(std::uint64_t n);

  /// Makes `sync` or `sync_directory` promise what they do not do.
  void let_sync_lie(bool files, bool folders);

  /// How often a call was made.
  [[nodiscard]] std::uint64_t count(call kind) const;

  /// How much was read, but for what is mapped.
  [[nodiscard]] std::uint64_t bytes_read() const;

  /// How many calls were made that change something.
  [[nodiscard]] std::uint64_t changes() const;

  /// A file's bytes as a reader sees them.
  [[nodiscard]] std::string bytes(const std::string& path) const;

  /// Gives a file other bytes, durably, as damage does.
  void damage(const std::string& path, std::string_view bytes);

  /// Every file with its size, one per line, sorted.
  [[nodiscard]] std::string tree() const;

  result<std::unique_ptr<journal::file>>
  open(const std::string& path, journal::open_mode mode) override;
  result<void> rename(const std::string& from, const std::string& to) override;
  result<void> link(const std::string& from, const std::string& to) override;
  result<void> remove(const std::string& path) override;
  result<void> make_directory(const std::string& path) override;
  result<void> remove_directory(const std::string& path) override;
  result<std::vector<std::string>> list(const std::string& path) override;
  result<entry> look_up(const std::string& path) override;
  result<void> sync_directory(const std::string& path) override;
  result<std::unique_ptr<journal::file_lock>>
  lock(const std::string& path) override;

private:
  class sim_file;
  using node_ptr = std::shared_ptr<sim_node>;

  struct name_edit {
    node_ptr folder;
    std::string name;
    node_ptr target; ///< Null: the name goes.
  };

  /// What one call did to names: survives whole or not at all.
  using name_change = std::vector<name_edit>;

  struct spot {
    node_ptr folder; ///< Null if a folder on the way is missing.
    std::string name;
    node_ptr target; ///< Null if there is nothing of this name.
  };

  struct fault {
    call kind;
    unsigned nth;
    errc code;
    std::uint64_t seed;
  };

  [[nodiscard]] spot find(const std::string& path) const;
  result<void> enter(call kind, const std::string& path,
                     const std::function<void(dice&)>& on_fault = {});
  std::unique_ptr<journal::file>
  make_file(node_ptr target, const std::string& path, bool writable);
  static void make_durable(const name_change& change);
  void change_names(name_change change);

  mutable std::mutex mutex_;
  node_ptr root_;
  std::vector<name_change> unsynced_names_;
  std::vector<fault> faults_;
  std::array<std::uint64_t, 15> counts_{};
  std::uint64_t changes_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::optional<std::uint64_t> stop_after_;
  std::uint64_t life_ = 0; ///< Files opened in an earlier one are dead.
  bool sync_lies_ = false;
  bool directory_sync_lies_ = false;
};

} // namespace brine::test
