// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/connect.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/core/config.hpp>

namespace brine {

/// What a config says of serializer and compression; the first of the known
/// serializers is the default.
[[nodiscard]] store_codecs
read_codecs(config_reader& reader, const codec_registry& known);

/// What a store's documents are encoded with, as its config says: for tools
/// that read them without opening it. Its files with keys are read.
[[nodiscard]] store_codecs
codecs_of(const config& where, const connect_options& options = {});

} // namespace brine
