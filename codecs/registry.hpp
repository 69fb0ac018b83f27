// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/compressor.hpp>
#include <brine/codecs/encryptor.hpp>
#include <brine/codecs/serializer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace brine {

/// Ids from this one on, up to 255, are for codecs of users. Those below are
/// brine's, also what is not given out yet.
inline constexpr std::uint8_t first_user_id = 128;

/// Serializers, compressors or encryptors, by name and by id. A copy shares
/// them.
template <class Part>
class codec_parts {
public:
  /// Fails with `bad_argument` if it is null, if its name or id is taken, and
  /// if its id is below `first_user_id` and it is none that comes with brine.
  result<void> add(std::shared_ptr<const Part> part);

  /// `unsupported` if there is none; the message says what there is, and for
  /// one that comes with brine whether it has no key or was not built in, with
  /// the CMake option that brings it.
  [[nodiscard]] result<std::shared_ptr<const Part>>
  find(std::string_view name) const;

  /// The same by id. What it gives lives as long as a registry that has it.
  [[nodiscard]] result<const Part*> find(std::uint8_t id) const;

  /// All names, in the order they were added.
  [[nodiscard]] std::vector<std::string_view> names() const;

private:
  std::vector<std::shared_ptr<const Part>> all_;
};

extern template class codec_parts<serializer>;
extern template class codec_parts<compressor>;
extern template class codec_parts<encryptor>;

/// What a store can read blobs with.
struct codec_registry {
  codec_parts<serializer> serializers;
  codec_parts<compressor> compressors;
  codec_parts<encryptor> encryptors;

  /// More bytes than these are not decompressed: `too_large`.
  std::size_t decompression_limit = std::size_t{1} << 30;
};

/// The codecs that come with brine and need no key; the first serializer is
/// the default.
[[nodiscard]] codec_registry builtin_codecs();

/// What new blobs are written with.
struct codec {
  std::shared_ptr<const brine::serializer> serializer;
  std::shared_ptr<const brine::compressor> compressor{}; ///< Null: none.
  std::shared_ptr<const brine::encryptor> encryptor{};   ///< Null: none.

  /// Also compress what gets no smaller by it, as konserve does.
  bool compress_always = false;

  /// Larger segments are not compressed: they might be too large to read.
  std::size_t compress_up_to = std::size_t{1} << 30;
};

/// How the documents of a store become bytes and back.
struct store_codecs {
  codec_registry known = builtin_codecs(); ///< Blobs are read with these,
  codec fresh{};                           ///< and written with this.
};

} // namespace brine
