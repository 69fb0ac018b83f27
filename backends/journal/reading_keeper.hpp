// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/journal.hpp>
#include <brine/backends/keeper.hpp>

namespace brine::journal {

/// Of a journal that is open to read: makes backups, and leaves the rest to
/// the writer.
class reading_keeper final : public keeper {
public:
  /// @param how stays there
  explicit reading_keeper(const options& how) : how_(how) {}

  void watch(std::function<void()>) override {}

  std::chrono::milliseconds interval() const override {
    return std::chrono::milliseconds(0);
  }

  result<bool> tend(host&) override {
    return false;
  }

  void order_compaction() override {}

  bool ordered() const override {
    return false;
  }

  compaction_progress progress() const override {
    return {};
  }

  compaction_report compacted() const override {
    return {};
  }

  /// `busy` if compaction removed meanwhile what was to be copied.
  result<backup_report>
  back_up(const std::string& folder, host& store) override;

  /// `read_only`, as `remove_consumer`.
  result<void> acknowledge(consumer_lease x, host& store) override;
  result<bool> remove_consumer(const std::string& name, host& store) override;

  result<std::vector<consumer_lease>> consumers(host& store) override;

  result<void> finish(host&) override {
    return {};
  }

private:
  const options& how_;
};

} // namespace brine::journal
