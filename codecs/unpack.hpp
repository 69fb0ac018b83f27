// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/compressor.hpp>
#include <brine/codecs/serializer.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace brine {

/// What a library's decoder did with the bytes it was offered.
struct unpack_step {
  std::size_t read = 0;
  std::string_view made{};      ///< In memory of the decoder.
  std::size_t wanted = 0;       ///< Bytes it would read next; 0 at the end.
  const char* failed = nullptr; ///< The library's reason.
};

/// Decompresses a frame piece by piece, so that memory follows what comes out
/// and not what the frame claims. A `Decoder` has a `name`, a `first` number of
/// bytes to offer, `step(bytes, most)` that makes at most so many, and
/// `may_end(wanted)` for a frame of which so much is missing.
template <class Decoder>
result<void> unpack(std::string& out, std::string_view packed,
                    std::size_t limit, Decoder& by) {
  const auto begin = out.size();
  const auto failed = [&](error why) {
    out.resize(begin);
    return why;
  };
  // As most of what is compressed needs; memory not written to costs nothing.
  out.reserve(begin + std::min(limit, 4 * packed.size()));
  std::size_t offset = 0;
  std::size_t wanted = Decoder::first;
  while (wanted > 0) {
    const auto left = limit - (out.size() - begin);
    const auto next =
      by.step(packed.substr(offset, wanted), std::max(left, left + 1));
    if (next.failed)
      return failed(
        damaged_bytes(Decoder::name, offset, packed.size(), next.failed));
    if (next.made.size() > left)
      return failed(
        decompressed_too_large(Decoder::name, offset, packed.size(), limit));
    out += next.made;
    offset += next.read;
    wanted = next.wanted;
    const auto stuck = next.read == 0 && next.made.empty();
    if (stuck && wanted > 0 && !by.may_end(wanted))
      return failed(damaged_bytes(Decoder::name, packed.size(), packed.size(),
                                  "the frame is cut off"));
    if (stuck)
      break;
  }
  return {};
}

} // namespace brine
