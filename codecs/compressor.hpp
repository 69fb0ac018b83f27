// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace brine {

/// Makes bytes fewer, and back. Thread-safe.
class compressor {
public:
  virtual ~compressor() = default;

  /// What configs call it.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;

  /// What blobs call it, for ever. 0 is none, 1 and 2 are konserve's; those
  /// from 128 on are free for users.
  [[nodiscard]] virtual std::uint8_t id() const noexcept = 0;

  /// Appends `plain` in fewer bytes, or perhaps in more; on failure nothing.
  virtual result<void>
  compress(std::string& out, std::string_view plain) const = 0;

  /// Appends what was compressed; on failure nothing. More than `limit` bytes
  /// are `too_large`, and are not made. Bytes that `compress` does not give are
  /// `damaged`, with codec and offset; what follows a whole frame is ignored.
  virtual result<void> decompress(std::string& out, std::string_view packed,
                                  std::size_t limit) const = 0;

  /// The same with another level; `unsupported` if it has no such level.
  [[nodiscard]] virtual result<std::shared_ptr<const compressor>>
  at_level(std::int64_t level) const;
};

/// What `decompress` fails with beyond its limit: `too_large`, naming the codec
/// and how far it came.
[[nodiscard]] error
decompressed_too_large(std::string_view codec, std::size_t offset,
                       std::size_t size, std::size_t limit);

} // namespace brine
