// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/index_entry.hpp>
#include <brine/codecs/encryptor.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// `.idx` files and checkpoints keep their entries in sections of about 1 MiB,
// each under a checksum of its own:
//
//   section := crc      u32  CRC32C of the section behind this field
//              number   u32  0, 1, 2 ... in the file
//              length   u64  of what follows in bytes
//              count    u32  of the entries
//              zero     u32
//              entry*        see index_entry.hpp; in a sealed file sealed
//
// They are sealed in role 4, without a header, and with the file's magic and
// the section's number (4) as key.

namespace brine::journal {

/// Bytes of a section before its entries.
inline constexpr std::size_t section_head_size = 24;

/// How a file's sections are sealed.
struct section_seal {
  const encryptor* by = nullptr; ///< Null if they are plain.
  std::string_view magic{};      ///< Of the file.
};

/// Appends entries to a file, section by section.
class section_writer {
public:
  explicit section_writer(atomic_file& to, const section_seal& seal = {});

  result<void> add(const index_entry& entry);

  /// Ends the last section; nothing is added afterwards.
  result<void> finish();

  [[nodiscard]] std::uint32_t sections() const noexcept;

  /// Entries added so far.
  [[nodiscard]] std::uint64_t entries() const noexcept;

  /// The last bytes of each sealed section: what a file's seal vouches for.
  [[nodiscard]] const std::string& tags() const noexcept {
    return tags_;
  }

private:
  result<void> seal();

  atomic_file& to_;
  section_seal seal_;
  std::string tags_;
  std::vector<std::byte> section_;
  std::uint32_t count_ = 0;
  std::uint32_t sections_ = 0;
  std::uint64_t entries_ = 0;
};

/// Where a file's sections lie, as its header says.
struct section_range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint32_t sections = 0;
  std::uint64_t entries = 0;
  std::uint32_t segments = 0; ///< Every entry's `segment` is below.
  section_seal seal{};
};

/// Reads sections one after the other into one buffer. Nothing of a section
/// is seen before all of it was checked.
class section_reader {
public:
  section_reader(const file& from, const section_range& range);

  /// Reads and checks the next section; false behind the last one, `damaged`
  /// with the offset if it is not what was written.
  result<bool> next();

  /// The entries of the section read last, well-formed throughout.
  [[nodiscard]] bytes_view entries() const noexcept;

  /// Of the sealed sections read so far, as a writer's.
  [[nodiscard]] const std::string& tags() const noexcept {
    return tags_;
  }

private:
  result<void> unseal();
  result<bool> finish() const;
  [[nodiscard]] bool check_entries(std::uint32_t count) const;
  [[nodiscard]] error damaged(const char* what) const;

  const file& from_;
  section_range range_;
  std::vector<std::byte> buffer_;
  std::string plain_; ///< What was sealed.
  std::string tags_;
  std::uint64_t at_;
  std::uint32_t sections_ = 0;
  std::uint64_t entries_ = 0;
};

/// Reads all sections and checks them; gives their tags.
result<std::string>
check_sections(const file& from, const section_range& range);

/// Calls `visit(const index_entry&)` for each entry in the order written; keys
/// are valid during the call.
template <class Visitor>
result<void>
visit_sections(const file& from, const section_range& range, Visitor&& visit) {
  auto reader = section_reader(from, range);
  for (;;) {
    auto more = reader.next();
    if (!more)
      return more.failure();
    if (!*more)
      return {};
    auto rest = reader.entries();
    for (index_entry entry; next_entry(rest, entry);)
      visit(static_cast<const index_entry&>(entry));
  }
}

} // namespace brine::journal
