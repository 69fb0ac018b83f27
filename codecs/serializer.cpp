// SPDX-License-Identifier: MIT
#include <brine/codecs/serializer.hpp>

#include <fmt/format.h>

namespace brine {

result<void> serializer::encode_entries(std::string& out,
                                        std::span<const entry> entries) const {
  return encode(out, value::map_of({entries.begin(), entries.end()}));
}

error codec_error(errc code, std::string_view codec, std::size_t offset,
                  std::size_t size, std::string_view why) {
  return {code, fmt::format("{}: byte {} of {}: {}", codec, offset, size, why)};
}

error damaged_bytes(std::string_view codec, std::size_t offset,
                    std::size_t size, std::string_view why) {
  return codec_error(errc::damaged, codec, offset, size, why);
}

error nested_too_deep(std::string_view codec) {
  return {errc::too_large,
          fmt::format("{}: the value nests more than {} collections", codec,
                      max_nesting)};
}

} // namespace brine
