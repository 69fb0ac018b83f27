// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/serializer.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace brine {

/// The id of konserve's default serializer in blobs.
inline constexpr std::uint8_t fressian_id = 1;

/// Appends the bytes konserve writes for the value, which Clojure programs
/// read; docs/codecs.md tells what there is no fressian for, and the structs
/// that say it nevertheless. Fails with `too_large` only, and then appends
/// nothing.
result<void> encode_fressian(std::string& out, const value& v);

/// The same for a map whose entries stand in this order.
result<void>
encode_fressian_entries(std::string& out, std::span<const entry> entries);

/// Reads one value. What follows it is ignored: konserve's writes in place
/// leave the end of a longer value behind a shorter one.
[[nodiscard]] result<value> decode_fressian(std::string_view encoded);

/// konserve's default serializer, "fressian".
[[nodiscard]] std::shared_ptr<const serializer> make_fressian_serializer();

} // namespace brine
