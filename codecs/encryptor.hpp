// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace brine {

/// What a sealed stretch of bytes is for.
enum class seal_role : std::uint8_t {
  metadata = 1, ///< The first segment of a blob.
  content = 2,  ///< The second one.
  key = 3,      ///< Key and path of a record of the journal.
  file = 4,     ///< A part of a file that stands beside the log.
};

/// Where sealed bytes belong. They can be opened in the same place only, if the
/// encryptor authenticates.
struct seal_place {
  std::string_view header; ///< Of the blob, 20 bytes.
  seal_role role = seal_role::content;
  std::string_view key; ///< Encoded; see core/key.hpp.
};

/// Makes bytes unreadable without a key, and back. Thread-safe.
class encryptor {
public:
  virtual ~encryptor() = default;

  /// What configs call it.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;

  /// What blobs call it, for ever. 0 is none, 1 konserve's; those from 128 on
  /// are free for users.
  [[nodiscard]] virtual std::uint8_t id() const noexcept = 0;

  /// Bytes that so many take when they are sealed.
  [[nodiscard]] virtual std::size_t
  sealed_size(std::size_t plain) const noexcept = 0;

  /// Appends `sealed_size` bytes; on failure nothing.
  virtual result<void> seal(std::string& out, std::string_view plain,
                            const seal_place& where) const = 0;

  /// Appends what was sealed; on failure nothing. Fails with `wrong_secret` if
  /// it was sealed under a key that is not known here, with `damaged` if the
  /// bytes are not what was sealed in this place; both with codec and offset.
  virtual result<void> unseal(std::string& out, std::string_view sealed,
                              const seal_place& where) const = 0;
};

} // namespace brine
