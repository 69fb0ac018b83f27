// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/registry.hpp>
#include <brine/core/config.hpp>

namespace brine {

/// What a config says of serializer and compression; the first of the known
/// serializers is the default.
[[nodiscard]] store_codecs
read_codecs(config_reader& reader, const codec_registry& known);

} // namespace brine
