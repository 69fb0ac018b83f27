// SPDX-License-Identifier: MIT
#include <brine/codecs/calling.hpp>
#include <brine/codecs/konserve.hpp>

#include <algorithm>
#include <array>

namespace brine {

namespace {

bool is_binary(const value& metadata) {
  return metadata[keyword("type")] == keyword("binary");
}

/// Whether the content is too short to be sealed, or begins like no frame.
bool is_no_segment(const blob_view& parts, const codec_registry& known) {
  if (auto by = known.encryptors.find(parts.header.encryptor);
      parts.header.encryptor != 0)
    return by && parts.content.size() < (*by)->sealed_size(1);
  auto by = known.compressors.find(parts.header.compressor);
  if (parts.header.compressor == 0 || !by)
    return false;
  constexpr std::size_t magic = 4;
  std::string frame;
  return (*by)->compress(frame, {})
         && parts.content.substr(0, magic) != frame.substr(0, magic);
}

/// Whether a value is followed by bytes. Behind text and collections they are
/// taken for those of a longer value that it replaced.
bool is_followed(const value& found, const blob_view& parts,
                 const codec_registry& known) {
  if (found.is_string() || found.is_bytes() || found.kind() >= kind::list
      || parts.header.compressor != 0 || parts.header.encryptor != 0)
    return false;
  // What needs not even the last byte is followed by it.
  auto shorter = parts;
  shorter.content.remove_suffix(1);
  const auto same = decode_content(shorter, {}, known);
  return same && *same == found;
}

/// As `split_blob`, but for a version that nobody writes, and for one that is
/// followed by other than zeros, which is any other file.
result<blob_view> split(std::string_view blob) {
  if (blob.empty())
    return damaged_bytes("blob", 0, 0,
                         "empty, as konserve leaves it if it ends while it "
                         "makes a key");
  auto parts = split_blob(blob);
  if (parts || parts.failure().code() != errc::newer_format)
    return parts;
  const auto zeros = std::string(blob_header_size - legacy_header_size, '\0');
  if (blob[0] != 0 && blob.substr(legacy_header_size).starts_with(zeros))
    return parts;
  return damaged_bytes("blob", 0, blob.size(), "no blob of konserve's");
}

constexpr std::array<std::string_view, 3> own_fields = {"key", "type",
                                                        "last-write"};

} // namespace

result<konserve_head>
decode_konserve_head(std::string_view begin, const konserve_encoding& how) {
  const auto parts = split(begin);
  if (!parts)
    return parts.failure();
  auto metadata = decode_metadata(*parts, {}, how.read);
  if (!metadata)
    return metadata.failure();
  const auto binary = is_binary(*metadata);
  return konserve_head{parts->header, std::move(*metadata), binary,
                       parts->header_bytes.size() + parts->metadata.size()};
}

result<konserve_blob>
decode_konserve(std::string_view blob, const konserve_encoding& how) {
  const auto& known = how.read;
  auto head = decode_konserve_head(blob, how);
  if (!head)
    return head.failure();
  auto out = konserve_blob();
  out.header = head->header;
  out.metadata = std::move(head->metadata);
  const auto parts = *split(blob);
  if (!head->binary) {
    auto content = decode_content(parts, {}, known);
    if (content) {
      out.content = std::move(*content);
      out.mistyped = !how.in_place && is_followed(out.content, parts, known);
    } else if (is_no_segment(parts, known)) {
      out.mistyped = true;
      out.damage = content.failure();
    } else {
      return content.failure();
    }
  }
  if (head->binary || out.mistyped)
    out.binary = parts.content;
  return out;
}

std::vector<entry> konserve_order(const value& metadata) {
  std::vector<entry> out;
  for (auto name : own_fields)
    if (const auto* found = metadata.find(keyword(name)))
      out.emplace_back(keyword(name), *found);
  for (const auto& e : metadata.entries())
    if (!e.key.is_keyword()
        || std::find(own_fields.begin(), own_fields.end(), e.key.as_keyword())
             == own_fields.end())
      out.push_back(e);
  return out;
}

result<void>
encode_konserve(std::string& out, const codec& with, const value& metadata,
                const value& content, std::optional<std::string_view> binary) {
  std::string first;
  std::string second;
  auto done =
    call_encode_entries(*with.serializer, first, konserve_order(metadata));
  if (done && !binary)
    done = call_encode(*with.serializer, second, content);
  const auto begin = out.size();
  if (done)
    done = encode_segments(out, with, {}, first, second);
  if (!done || !binary)
    return done;
  const auto parts = split_blob(std::string_view(out).substr(begin));
  out.resize(begin + parts->header_bytes.size() + parts->metadata.size());
  out += *binary;
  return {};
}

} // namespace brine
