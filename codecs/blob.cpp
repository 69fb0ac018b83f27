// SPDX-License-Identifier: MIT
#include <brine/codecs/blob.hpp>

#include <algorithm>
#include <cassert>
#include <limits>

namespace brine {

namespace {

constexpr auto layout_version = char{1};
constexpr auto max_metadata =
  std::size_t{std::numeric_limits<std::int32_t>::max()};
// A GiB of bytes or text, with room for what encodes it.
constexpr auto max_content = (std::size_t{1} << 30) + (std::size_t{1} << 16);

void put_size(std::string& out, std::size_t at, std::size_t size) {
  for (std::size_t i = 0; i < 4; ++i)
    out[at + i] = static_cast<char>(size >> (24 - 8 * i));
}

error unknown(std::string_view kind, std::uint8_t id) {
  return {errc::unsupported, "the blob was written by the " + std::string(kind)
                               + " with id " + std::to_string(id)
                               + ", which is not known here"};
}

error damaged(std::string what) {
  return {errc::damaged, "blob: " + std::move(what)};
}

result<void>
encode_segments(std::string& out, std::size_t header, const serializer& with,
                const value& metadata, const value& content) {
  auto from = out.size();
  if (!metadata.is_nil() && metadata.size() > 0)
    if (auto done = with.encode(out, metadata); !done)
      return done;
  auto size = out.size() - from;
  if (size > max_metadata)
    return error(errc::too_large,
                 "metadata of " + std::to_string(size) + " bytes");
  put_size(out, header + 4, size);
  from = out.size();
  if (auto done = with.encode(out, content); !done)
    return done;
  size = out.size() - from;
  if (size > max_content)
    return error(errc::too_large, "a value of " + std::to_string(size)
                                    + " bytes; at most 1 GiB can be stored");
  return {};
}

} // namespace

result<void> encode_blob(std::string& out, const serializer& with,
                         const value& metadata, const value& content) {
  assert(metadata.is_nil() || metadata.is_map());
  auto header = out.size();
  out.append(blob_header_size, '\0');
  out[header] = layout_version;
  out[header + 1] = static_cast<char>(with.id());
  auto done = encode_segments(out, header, with, metadata, content);
  if (!done)
    out.resize(header);
  return done;
}

result<blob_view> split_blob(std::string_view blob) {
  if (blob.size() < blob_header_size)
    return damaged("a header takes 20 bytes, here are "
                   + std::to_string(blob.size()));
  if (blob[0] != layout_version)
    return error(errc::newer_format,
                 "blob: layout version "
                   + std::to_string(static_cast<unsigned char>(blob[0]))
                   + ", expected 1");
  auto spare = blob.substr(8, blob_header_size - 8);
  if (spare.find_first_not_of('\0') != std::string_view::npos)
    return damaged("bytes 8 to 19 must be zero");
  auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(blob[i]); };
  auto parts = blob_view();
  auto size = std::uint32_t{};
  for (std::size_t i = 4; i < 8; ++i)
    size = size << 8 | byte(i);
  if (size > blob.size() - blob_header_size)
    return damaged("metadata of " + std::to_string(size)
                   + " bytes do not fit into " + std::to_string(blob.size()));
  parts.header = {byte(1), byte(2), byte(3), size};
  parts.metadata = blob.substr(blob_header_size, size);
  parts.content = blob.substr(blob_header_size + size);
  return parts;
}

result<blob_values>
decode_blob(std::string_view blob, const codec_registry& known) {
  auto parts = split_blob(blob);
  if (!parts)
    return parts.failure();
  if (parts->header.encryptor != 0)
    return unknown("encryptor", parts->header.encryptor);
  if (parts->header.compressor != 0)
    return unknown("compressor", parts->header.compressor);
  auto with = known.find(parts->header.serializer);
  if (with == nullptr)
    return unknown("serializer", parts->header.serializer);
  auto out = blob_values();
  if (!parts->metadata.empty()) {
    auto metadata = with->decode(parts->metadata);
    if (!metadata)
      return metadata.failure();
    if (!metadata->is_map())
      return damaged("the metadata is no map");
    out.metadata = std::move(*metadata);
  }
  auto content = with->decode(parts->content);
  if (!content)
    return content.failure();
  out.content = std::move(*content);
  return out;
}

} // namespace brine
