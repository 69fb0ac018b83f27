// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/lock.hpp>
#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/report.hpp>
#include <brine/backends/journal/salvage.hpp>
#include <brine/backends/journal/sealed_record.hpp>
#include <brine/backends/journal/sealing.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace brine::journal {

/// What is believed of a list of segments.
struct list_trust {
  bool plain = true;   ///< That it has no seal.
  bool keyless = true; ///< That no key is here to check its seal with.
};

/// One walk through the files of a store, which is not opened for it.
class store_walk {
public:
  /// @param seals what opens the list of segments
  store_walk(disk& where, const std::string& folder, sealing seals,
             const list_trust& trust);

  /// What cannot be read is in the report; `visit` is shown the rest.
  result<report> run(const salvage_visitor& visit, const progress& tell);

  /// A value that cannot be read, of a record that can.
  void note_value(const placed_record& r, const error& e);

  /// A value that others can read.
  void note_unopened(const error& e);

  /// How many of the first; the rest of the damage is in the log.
  [[nodiscard]] std::size_t values() const noexcept {
    return values_;
  }

  /// Whether compaction has replaced a segment since it was listed: then what
  /// is missing, also a value in a file of its own, may have gone with it.
  [[nodiscard]] bool overtaken() const;

private:
  void note(std::string what);
  [[nodiscard]] std::string place_of(const placed_record& r) const;
  result<void> look();
  [[nodiscard]] result<std::optional<manifest>> read_list();
  result<void> list_segments();
  result<std::vector<std::string>> take_parts(const manifest& listed);
  result<void> read_mark();
  bool tolerate(const error& e);
  result<void> list_unlisted();
  result<void> list_files();
  [[nodiscard]] bool acknowledged(const hole& x) const;
  [[nodiscard]] bool opens() const;
  void watch(const segment_header* home, std::span<const placed_record> commit);
  void check_tags();
  void check_end();

  disk& disk_;
  std::string folder_;
  std::string segments_;
  sealing seals_;
  list_trust trust_;
  std::vector<log_part> parts_;
  manifest listed_; ///< Empty if there is none.
  std::map<segment_name, record_tags> tags_;
  std::optional<durable_mark> mark_;
  bool was_open_ = false; ///< Under any boot, by a writer.
  report report_;
  std::size_t values_ = 0;
};

} // namespace brine::journal
