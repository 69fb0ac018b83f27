// SPDX-License-Identifier: MIT
#include <brine/codecs/compressor.hpp>
#include <brine/codecs/serializer.hpp>

#include <fmt/format.h>

namespace brine {

result<std::shared_ptr<const compressor>>
compressor::at_level(std::int64_t) const {
  return error(errc::unsupported, fmt::format("{} has no levels", name()));
}

error decompressed_too_large(std::string_view codec, std::size_t offset,
                             std::size_t size, std::size_t limit) {
  return codec_error(errc::too_large, codec, offset, size,
                     fmt::format("more than {} bytes come out, which is the "
                                 "decompression-limit",
                                 limit));
}

} // namespace brine
