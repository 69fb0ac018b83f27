// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/value.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace brine {

/// Turns values into bytes and back. Thread-safe.
class serializer {
public:
  virtual ~serializer() = default;

  /// What configs call it.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;

  /// What blobs call it, for ever. 0 to 3 are konserve's; those from 128 on are
  /// free for users.
  [[nodiscard]] virtual std::uint8_t id() const noexcept = 0;

  /// Appends the bytes of `v`; on failure nothing is appended. Fails with
  /// `unsupported` for what the format cannot say, and with `too_large`.
  virtual result<void> encode(std::string& out, const value& v) const = 0;

  /// Bytes that `encode` does not give are `damaged`; no bytes do harm.
  [[nodiscard]] virtual result<value>
  decode(std::string_view encoded) const = 0;
};

/// The serializers that a store knows, by name and by id. A copy shares them.
class codec_registry {
public:
  /// Fails with `bad_argument` if name or id is taken.
  result<void> add(std::shared_ptr<const serializer> s);

  /// Null if there is none.
  [[nodiscard]] std::shared_ptr<const serializer>
  find(std::string_view name) const noexcept;

  /// Null if there is none. Lives as long as a registry that has it.
  [[nodiscard]] const serializer* find(std::uint8_t id) const noexcept;

  /// All names, in the order they were added.
  [[nodiscard]] std::vector<std::string_view> names() const;

private:
  std::vector<std::shared_ptr<const serializer>> all_;
};

/// A registry with the codecs that come with brine; the first is the default.
[[nodiscard]] codec_registry builtin_codecs();

} // namespace brine
