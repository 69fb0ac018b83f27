// SPDX-License-Identifier: MIT
#include <brine/actors/codec_config.hpp>

namespace brine {

namespace {

std::shared_ptr<const compressor>
read_compressor(config_reader& reader,
                const codec_parts<compressor>& compressors) {
  const auto name = reader.string("compressor", "none");
  const auto level = reader.any("compression-level");
  if (name == "none") {
    if (!level.is_nil())
      reader.fault("compression-level", "is given, but no compressor");
    return nullptr;
  }
  auto by = compressors.find(name);
  if (!by) {
    reader.fault("compressor", "cannot be had: " + by.failure().message());
    return nullptr;
  }
  if (level.is_nil())
    return *by;
  by = (*by)->at_level(reader.integer("compression-level", 1));
  if (!by) {
    reader.fault("compression-level", "cannot be: " + by.failure().message());
    return nullptr;
  }
  return *by;
}

} // namespace

store_codecs read_codecs(config_reader& reader, const codec_registry& known) {
  auto codecs = store_codecs{known};
  const auto& serializers = known.serializers;
  const auto names = serializers.names();
  const auto first = names.empty() ? "cereal" : names.front();
  auto serializer = serializers.find(reader.string("serializer", first));
  if (serializer && !(*serializer)->writes())
    reader.fault("serializer", "cannot be " + std::string((*serializer)->name())
                                 + ", which only reads");
  else if (serializer)
    codecs.fresh.serializer = *serializer;
  else
    reader.fault("serializer",
                 "cannot be had: " + serializer.failure().message());
  codecs.fresh.compressor = read_compressor(reader, known.compressors);
  codecs.known.decompression_limit = static_cast<std::size_t>(
    reader.bytes("decompression-limit", known.decompression_limit, 1));
  codecs.fresh.compress_up_to = codecs.known.decompression_limit;
  return codecs;
}

} // namespace brine
