// SPDX-License-Identifier: MIT
#include <brine/codecs/blob.hpp>
#include <brine/codecs/calling.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace brine {

namespace {

constexpr auto layout_version = char{1};
constexpr std::size_t serializer_at = 1;
constexpr std::size_t compressor_at = 2;
constexpr std::size_t encryptor_at = 3;
constexpr std::size_t metadata_size_at = 4;
constexpr auto max_metadata = (std::size_t{1} << 24) - 1;
// A GiB of bytes or text, with room for what encodes it.
constexpr auto max_content = (std::size_t{1} << 30) + (std::size_t{1} << 16);

error damaged(std::size_t offset, std::size_t size, std::string_view why) {
  return damaged_bytes("blob", offset, size, why);
}

result<void> check_sizes(std::size_t metadata, std::size_t content) {
  if (metadata > max_metadata)
    return error(errc::too_large,
                 fmt::format("metadata of {} bytes", metadata));
  if (content > max_content)
    return error(
      errc::too_large,
      fmt::format("a value of {} bytes; at most 1 GiB can be stored", content));
  return {};
}

void write_header(char* to, const blob_header& x) {
  to[0] = layout_version;
  to[serializer_at] = static_cast<char>(x.serializer);
  to[compressor_at] = static_cast<char>(x.compressor);
  to[encryptor_at] = static_cast<char>(x.encryptor);
  for (std::size_t i = 0; i < 4; ++i)
    to[metadata_size_at + i] =
      static_cast<char>(x.metadata_size >> (24 - 8 * i));
}

result<void> serialize_metadata(std::string& out, const serializer& with,
                                const value& metadata) {
  assert(metadata.is_nil() || metadata.is_map());
  if (metadata.is_nil() || metadata.size() == 0)
    return {};
  return call_encode(with, out, metadata);
}

/// Without compressor and encryptor: straight to where it belongs.
result<void> encode_plain(std::string& out, const codec& with,
                          const value& metadata, const value& content) {
  const auto begin = out.size();
  out.append(blob_header_size, '\0');
  auto done = serialize_metadata(out, *with.serializer, metadata);
  const auto metadata_size = out.size() - begin - blob_header_size;
  if (done)
    done = call_encode(*with.serializer, out, content);
  if (done)
    done = check_sizes(metadata_size,
                       out.size() - begin - blob_header_size - metadata_size);
  if (done)
    write_header(
      out.data() + begin,
      {with.serializer->id(), 0, 0, static_cast<std::uint32_t>(metadata_size)});
  else
    out.resize(begin);
  return done;
}

/// The two segments of a blob on their way.
struct segments {
  std::string metadata;
  std::string content;

  [[nodiscard]] std::size_t size() const noexcept {
    return metadata.size() + content.size();
  }
};

result<segments> compress(const compressor& by, std::string_view metadata,
                          std::string_view content) {
  auto packed = segments();
  if (!metadata.empty())
    if (auto done = by.compress(packed.metadata, metadata); !done)
      return done.failure();
  if (auto done = by.compress(packed.content, content); !done)
    return done.failure();
  return packed;
}

result<void> add_segment(std::string& out, const encryptor* by,
                         std::string_view plain, const seal_place& where) {
  if (by)
    return by->seal(out, plain, where);
  out += plain;
  return {};
}

/// The header says what the segments are, and is completed here.
result<void> add_segments(std::string& out, blob_header header,
                          const encryptor* seal, std::string_view key,
                          std::string_view metadata, std::string_view content) {
  const auto size = seal && !metadata.empty()
                      ? seal->sealed_size(metadata.size())
                      : metadata.size();
  if (auto done = check_sizes(size, content.size()); !done)
    return done; // compressed or sealed, it may be larger
  header.encryptor = seal ? seal->id() : 0;
  header.metadata_size = static_cast<std::uint32_t>(size);
  char bytes[blob_header_size] = {};
  write_header(bytes, header);
  const auto shown = std::string_view(bytes, blob_header_size);
  out += shown;
  if (!metadata.empty())
    if (auto done =
          add_segment(out, seal, metadata, {shown, seal_role::metadata, key});
        !done)
      return done;
  return add_segment(out, seal, content, {shown, seal_role::content, key});
}

} // namespace

result<void>
encode_segments(std::string& out, const codec& with, std::string_view key,
                std::string_view metadata, std::string_view content) {
  if (auto done = check_sizes(metadata.size(), content.size()); !done)
    return done;
  auto packed = segments();
  auto compressed = false;
  if (with.compressor
      && std::max(metadata.size(), content.size()) <= with.compress_up_to) {
    auto made = compress(*with.compressor, metadata, content);
    if (!made)
      return made.failure();
    packed = std::move(*made);
    compressed =
      with.compress_always || packed.size() < metadata.size() + content.size();
  }
  auto header = blob_header();
  header.serializer = with.serializer->id();
  if (compressed) {
    header.compressor = with.compressor->id();
    metadata = packed.metadata;
    content = packed.content;
  }
  const auto begin = out.size();
  auto done =
    add_segments(out, header, with.encryptor.get(), key, metadata, content);
  if (!done)
    out.resize(begin);
  return done;
}

result<void>
encode_blob(std::string& out, const codec& with, std::string_view key,
            const value& metadata, const value& content) {
  if (!with.compressor && !with.encryptor)
    return encode_plain(out, with, metadata, content);
  auto plain = segments();
  auto done = serialize_metadata(plain.metadata, *with.serializer, metadata);
  if (done)
    done = call_encode(*with.serializer, plain.content, content);
  if (!done)
    return done;
  return encode_segments(out, with, key, plain.metadata, plain.content);
}

result<blob_view> split_blob(std::string_view blob) {
  if (blob.size() < legacy_header_size)
    return damaged(blob.size(), blob.size(), "a header takes 20 bytes");
  if (blob[0] != layout_version)
    return codec_error(errc::newer_format, "blob", 0, blob.size(),
                       fmt::format("layout version {}, expected 1",
                                   static_cast<unsigned char>(blob[0])));
  constexpr char zeros[blob_header_size - legacy_header_size] = {};
  const auto spare = blob.substr(legacy_header_size, sizeof zeros);
  const auto legacy = spare != std::string_view(zeros, sizeof zeros);
  const auto begin = legacy ? legacy_header_size : blob_header_size;
  auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(blob[i]); };
  auto size = std::uint32_t{};
  for (std::size_t i = 4; i < 8; ++i)
    size = size << 8 | byte(i);
  // Early ClojureScript wrote one byte; whole multiples of 16 MiB never are.
  if (byte(4) != 0 && (size & 0xffffff) == 0)
    size = byte(4);
  if (size > blob.size() - begin)
    return damaged(metadata_size_at, blob.size(),
                   fmt::format("metadata of {} bytes do not fit in", size));
  auto parts = blob_view();
  parts.header = {byte(1), byte(2), byte(3), size};
  parts.header_bytes = blob.substr(0, begin);
  parts.metadata = blob.substr(begin, size);
  parts.content = blob.substr(begin + size);
  return parts;
}

namespace {

/// What byte `at` of the header names.
template <class Part>
result<const Part*> find_part(const codec_parts<Part>& known,
                              const blob_view& parts, std::size_t at) {
  const auto id = static_cast<std::uint8_t>(parts.header_bytes[at]);
  auto found = known.find(id);
  if (found)
    return found;
  return codec_error(found.failure().code(), "blob", at, parts.size(),
                     found.failure().message());
}

} // namespace

namespace {

/// One segment as it was before it was sealed.
result<std::string_view>
unseal_segment(const blob_view& parts, seal_role role, std::string_view key,
               const codec_registry& known, std::string& room) {
  const auto segment =
    role == seal_role::metadata ? parts.metadata : parts.content;
  if (parts.header.encryptor == 0)
    return segment;
  auto by = find_part(known.encryptors, parts, encryptor_at);
  if (!by)
    return by.failure();
  room.clear();
  auto done = (*by)->unseal(room, segment, {parts.header_bytes, role, key});
  if (!done)
    return done.failure();
  return std::string_view(room);
}

} // namespace

result<void>
reseal_blob(std::string& out, const blob_view& parts, const encryptor& by,
            std::string_view key, const codec_registry& known) {
  auto rooms = segments();
  auto metadata = result<std::string_view>(std::string_view());
  if (!parts.metadata.empty())
    metadata =
      unseal_segment(parts, seal_role::metadata, key, known, rooms.metadata);
  if (!metadata)
    return metadata.failure();
  auto content =
    unseal_segment(parts, seal_role::content, key, known, rooms.content);
  if (!content)
    return content.failure();
  const auto begin = out.size();
  auto done = add_segments(out, parts.header, &by, key, *metadata, *content);
  if (!done)
    out.resize(begin);
  return done;
}

result<std::string_view>
open_segment(const blob_view& parts, seal_role role, std::string_view key,
             const codec_registry& known, std::string& plain) {
  auto opened = std::string();
  auto segment = unseal_segment(parts, role, key, known, opened);
  if (!segment)
    return segment;
  if (parts.header.compressor != 0) {
    auto by = find_part(known.compressors, parts, compressor_at);
    if (!by)
      return by.failure();
    plain.clear();
    auto done = (*by)->decompress(plain, *segment, known.decompression_limit);
    if (!done)
      return done.failure();
    return std::string_view(plain);
  }
  if (parts.header.encryptor == 0)
    return segment;
  plain = std::move(opened);
  return std::string_view(plain);
}

namespace {

result<value>
decode_segment(const blob_view& parts, seal_role role, std::string_view key,
               const codec_registry& known) {
  auto with = find_part(known.serializers, parts, serializer_at);
  if (!with)
    return with.failure();
  auto room = std::string();
  auto plain = open_segment(parts, role, key, known, room);
  if (!plain)
    return plain.failure();
  return call_decode(**with, *plain);
}

} // namespace

result<value> decode_metadata(const blob_view& parts, std::string_view key,
                              const codec_registry& known) {
  if (parts.metadata.empty())
    return value();
  auto metadata = decode_segment(parts, seal_role::metadata, key, known);
  if (metadata && !metadata->is_map())
    return damaged(parts.header_bytes.size(), parts.size(),
                   "the metadata is no map");
  return metadata;
}

result<value> decode_content(const blob_view& parts, std::string_view key,
                             const codec_registry& known) {
  return decode_segment(parts, seal_role::content, key, known);
}

result<blob_values> decode_blob(std::string_view blob, std::string_view key,
                                const codec_registry& known) {
  auto parts = split_blob(blob);
  if (!parts)
    return parts.failure();
  auto metadata = decode_metadata(*parts, key, known);
  if (!metadata)
    return metadata.failure();
  auto content = decode_content(*parts, key, known);
  if (!content)
    return content.failure();
  return blob_values{std::move(*metadata), std::move(*content)};
}

} // namespace brine
