// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/serializer.hpp>

#include <cstdint>
#include <memory>

namespace brine {

/// The id of JSON text in blobs.
inline constexpr std::uint8_t json_id = 65;

/// The serializer "json": JSON text in which objects such as
/// `{"#keyword":"name"}` stand for the kinds that JSON has not, so that every
/// value comes back; docs/json.md lists them. What `write_json` writes for
/// people is not that.
[[nodiscard]] std::shared_ptr<const serializer> make_json_serializer();

} // namespace brine
