// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/registry.hpp>

#include <memory>
#include <string>
#include <vector>

namespace brine::test {

/// All codecs that come with brine, with a key for each encryptor.
[[nodiscard]] codec_registry all_codecs();

/// Those that can write.
[[nodiscard]] std::vector<std::shared_ptr<const serializer>>
every_serializer(const codec_registry& known);

/// Each with each compressor and none, each encryptor and none.
[[nodiscard]] std::vector<codec> every_codec(const codec_registry& known);

[[nodiscard]] std::string name_of(const codec& with);

} // namespace brine::test
