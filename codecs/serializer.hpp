// SPDX-License-Identifier: MIT
#pragma once

#include <brine/core/result.hpp>
#include <brine/core/value.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace brine {

/// How deep collections may nest in what is encoded and decoded.
inline constexpr std::size_t max_nesting = 1024;

/// Turns values into bytes and back. Thread-safe. Of what its functions throw,
/// a store makes `callback_failed` and names it; `brine::error` stays.
class serializer {
public:
  virtual ~serializer() = default;

  /// What configs call it.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;

  /// What blobs call it, for ever. 0 to 3 are konserve's; 128 to 255 are for
  /// users, all others for brine.
  [[nodiscard]] virtual std::uint8_t id() const noexcept = 0;

  /// Whether it can encode at all; one that only reads cannot be chosen for new
  /// documents.
  [[nodiscard]] virtual bool writes() const noexcept {
    return true;
  }

  /// Appends the bytes of `v`; on failure nothing is appended. Fails with
  /// `unsupported` for what the format cannot say, and with `too_large` for
  /// what nests deeper than `max_nesting`.
  virtual result<void> encode(std::string& out, const value& v) const = 0;

  /// As `encode` of a map, whose entries stand in this order if the format can
  /// say so; the base class leaves them sorted.
  virtual result<void>
  encode_entries(std::string& out, std::span<const entry> entries) const;

  /// Bytes that are not of the format are `damaged`, with codec and offset;
  /// no bytes do harm, or take more memory than a fixed multiple of their
  /// size. A format may have other bytes for a value than `encode` gives.
  [[nodiscard]] virtual result<value>
  decode(std::string_view encoded) const = 0;
};

/// What reading encoded bytes fails with, of any part of a codec:
/// "<codec>: byte <offset> of <size>: <why>".
[[nodiscard]] error
codec_error(errc code, std::string_view codec, std::size_t offset,
            std::size_t size, std::string_view why);

/// The same as `damaged`, as most are.
[[nodiscard]] error damaged_bytes(std::string_view codec, std::size_t offset,
                                  std::size_t size, std::string_view why);

/// What `encode` fails with for what nests deeper than `max_nesting`.
[[nodiscard]] error nested_too_deep(std::string_view codec);

} // namespace brine
