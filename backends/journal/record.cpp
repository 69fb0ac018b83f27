// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/little_endian.hpp>
#include <brine/backends/journal/record.hpp>

#include <cassert>
#include <cstring>

namespace brine::journal {

namespace {

constexpr std::uint16_t known_flags =
  tombstone | in_group | group_start | group_end | external;

constexpr std::uint64_t padded(std::uint64_t n) noexcept {
  return (n + 7) & ~std::uint64_t{7};
}

std::byte* append(std::byte* to, std::string_view bytes) noexcept {
  if (!bytes.empty()) // An empty view may point nowhere.
    std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

/// Takes the next field from `fields`; false if what is there is none.
bool next_field(std::string_view& fields, std::uint32_t& tag,
                std::string_view& content) noexcept {
  if (fields.size() < 8)
    return false;
  const auto* at = reinterpret_cast<const std::byte*>(fields.data());
  tag = load_le<std::uint32_t>(at);
  auto length = load_le<std::uint32_t>(at + 4);
  auto whole = 8 + padded(length);
  if (whole > fields.size())
    return false;
  content = fields.substr(8, length);
  fields.remove_prefix(whole);
  return true;
}

verdict check_fields(std::string_view fields) noexcept {
  std::uint32_t tag = 0;
  std::string_view content;
  while (!fields.empty()) {
    if (!next_field(fields, tag, content))
      return verdict::bad_layout;
    // This version knows no field that it must understand.
    if ((tag & static_cast<std::uint32_t>(field_tag::required)) != 0)
      return verdict::newer_format;
  }
  return verdict::good;
}

} // namespace

std::uint64_t encoded_size(const record& x) noexcept {
  return record_header_size
         + padded(x.key.size() + x.path.size() + x.blob.size())
         + x.fields.size();
}

void encode(const record& x, std::byte* to) noexcept {
  auto length = encoded_size(x);
  assert(length <= UINT32_MAX && x.fields.size() % 8 == 0 && x.rev > 0);
  store_le(to + 4, static_cast<std::uint32_t>(length));
  store_le(to + 8, x.rev);
  store_le(to + 16, x.previous);
  store_le(to + 24, x.time);
  store_le(to + 32, x.origin);
  std::memcpy(to + 40, x.id.bytes.data(), 16);
  store_le(to + 56, static_cast<std::uint16_t>(x.what));
  store_le(to + 58, x.flags);
  store_le(to + 60, static_cast<std::uint32_t>(x.key.size()));
  store_le(to + 64, static_cast<std::uint32_t>(x.path.size()));
  store_le(to + 68, static_cast<std::uint32_t>(x.blob.size()));
  auto* end = append(to + record_header_size, x.key);
  end = append(append(end, x.path), x.blob);
  auto* fields = to + length - x.fields.size();
  std::memset(end, 0, static_cast<std::size_t>(fields - end));
  append(fields, x.fields);
  store_le(to, crc32c({to + 4, static_cast<std::size_t>(length - 4)}));
}

verdict decode(bytes_view from, record& x, std::uint32_t& length) noexcept {
  if (from.size() < record_header_size)
    return verdict::cut_short;
  const auto* at = from.data();
  auto whole = load_le<std::uint32_t>(at + 4);
  if (whole < record_header_size || whole % 8 != 0)
    return verdict::bad_layout;
  if (whole > from.size())
    return verdict::cut_short;
  if (load_le<std::uint32_t>(at) != crc32c({at + 4, whole - 4}))
    return verdict::bad_checksum;
  x.rev = load_le<revision>(at + 8);
  x.previous = load_le<revision>(at + 16);
  x.time = load_le<std::uint64_t>(at + 24);
  x.origin = load_le<std::uint64_t>(at + 32);
  std::memcpy(x.id.bytes.data(), at + 40, 16);
  x.what = static_cast<operation>(load_le<std::uint8_t>(at + 56));
  x.flags = load_le<std::uint16_t>(at + 58);
  if ((x.flags & ~known_flags) != 0 || load_le<std::uint8_t>(at + 57) != 0)
    return verdict::newer_format;
  std::uint64_t key = load_le<std::uint32_t>(at + 60);
  std::uint64_t path = load_le<std::uint32_t>(at + 64);
  std::uint64_t blob = load_le<std::uint32_t>(at + 68);
  auto body = padded(key + path + blob);
  if (record_header_size + body > whole || x.rev == 0)
    return verdict::bad_layout;
  const auto* text = reinterpret_cast<const char*>(at) + record_header_size;
  x.key = {text, key};
  x.path = {text + key, path};
  x.blob = {text + key + path, blob};
  x.fields = {text + body, whole - record_header_size - body};
  length = whole;
  return check_fields(x.fields);
}

void append_field(std::string& fields, field_tag tag,
                  std::string_view content) {
  assert(content.size() <= UINT32_MAX);
  auto start = fields.size();
  fields.resize(start + 8 + padded(content.size()), '\0');
  auto* at = reinterpret_cast<std::byte*>(fields.data() + start);
  store_le(at, static_cast<std::uint32_t>(tag));
  store_le(at + 4, static_cast<std::uint32_t>(content.size()));
  append(at + 8, content);
}

std::optional<std::string_view>
find_field(std::string_view fields, field_tag tag) noexcept {
  std::uint32_t found = 0;
  std::string_view content;
  while (next_field(fields, found, content))
    if (found == static_cast<std::uint32_t>(tag))
      return content;
  return std::nullopt;
}

void append_reference(std::string& blob, const blob_reference& x) {
  auto start = blob.size();
  blob.resize(start + blob_reference_size, '\0');
  auto* at = reinterpret_cast<std::byte*>(blob.data() + start);
  std::memcpy(at, x.name.data(), x.name.size());
  store_le(at + 16, x.length);
  store_le(at + 24, x.crc);
}

std::optional<blob_reference> find_reference(std::string_view blob) noexcept {
  if (blob.size() < blob_reference_size)
    return std::nullopt;
  const auto* at = reinterpret_cast<const std::byte*>(blob.data() + blob.size()
                                                      - blob_reference_size);
  blob_reference x;
  std::memcpy(x.name.data(), at, x.name.size());
  x.length = load_le<std::uint64_t>(at + 16);
  x.crc = load_le<std::uint32_t>(at + 24);
  return x;
}

} // namespace brine::journal
