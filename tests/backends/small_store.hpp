// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/journal.hpp>
#include <brine/backends/keeper.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brine::test {

/// A journal of small segments in `/data` of a simulated disk, always under the
/// same boot.
[[nodiscard]] journal::options small_options(journal::disk& where);

/// A store on a journal without any actor: its index is a map, and its keeper
/// works only when it is told to. One thread.
class small_store final : public host {
public:
  explicit small_store(journal::options o);

  /// From the next opening on seals with the first of these keys, as of
  /// `keyring_of`, and opens with the others.
  void use_keys(std::string_view letters);

  /// Opens the journal; one that is open is killed before.
  result<void> open(open_how how = open_how::either);

  /// As if the process had died: what was written is there, nothing else.
  void kill() noexcept;

  result<void> close();

  /// Writes one commit such as `a=1` or `a=x b-`; removes what ends in `-`.
  result<revision> commit(const std::string& text);

  /// Writes several in one batch.
  result<revision> commit_all(const std::vector<std::string>& texts);

  /// Does all that is due.
  result<void> tend();

  /// Compacts as far as it can.
  result<compaction_report> compact();

  /// Seals with the present key what is not.
  result<rekey_report> rekey();

  result<backup_report> back_up(const std::string& folder);

  /// Every document with its revision, read where the index says it lies:
  /// `a=1@1 b=2@3`. An error stands in its place.
  [[nodiscard]] std::string state() const;

  /// Every commit behind `after`: `2 a=1; 3 {b=2 c-}`, or what went wrong.
  [[nodiscard]] std::string history(revision after = 0) const;

  /// The version of a key that a revision made, or `none`.
  [[nodiscard]] std::string version(const std::string& key, revision rev) const;

  [[nodiscard]] location where(const std::string& key) const;

  [[nodiscard]] brine::backend& journal() noexcept {
    return *journal_;
  }

  [[nodiscard]] revision oldest() const {
    return journal_->reader().bounds().oldest;
  }

  [[nodiscard]] revision last() const noexcept {
    return last_;
  }

  // -- host

  result<void> each_key(
    const std::function<result<void>(std::span<const place>)>& show) override;
  result<void> relocate(std::span<move> moves) override;
  result<void> sync() override;
  revision applied() const override;
  wall_time now() const override;
  bool closing() const noexcept override;

  journal::options options;
  wall_time clock{};

private:
  struct version_place {
    revision rev = 0;
    location where;
  };

  std::unique_ptr<backend> journal_;
  std::map<std::string, version_place> index_; // by encoded key
  revision last_ = 0;
};

} // namespace brine::test
