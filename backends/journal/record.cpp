// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/little_endian.hpp>
#include <brine/backends/journal/record.hpp>

#include <cassert>
#include <cstring>

namespace brine::journal {

namespace {

constexpr std::uint16_t known_flags =
  tombstone | in_group | group_start | group_end | external | sealed | binary;

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

/// The lengths in a record's header.
struct lengths {
  std::uint32_t whole;
  std::uint32_t key;
  std::uint32_t path;
  std::uint32_t blob;
  std::uint32_t head_of_blob;

  [[nodiscard]] std::uint64_t body() const noexcept {
    return padded(std::uint64_t{key} + path + blob);
  }

  [[nodiscard]] std::uint64_t fields() const noexcept {
    return whole - record_header_size - body();
  }

  [[nodiscard]] std::uint64_t head() const noexcept {
    return record_header_size + fields() + key + path + head_of_blob;
  }

  [[nodiscard]] bool orderly() const noexcept {
    return whole % 8 == 0 && head_of_blob <= blob
           && record_header_size + body() <= whole;
  }
};

lengths lengths_of(const std::byte* at) noexcept {
  return {load_le<std::uint32_t>(at + 4), load_le<std::uint32_t>(at + 60),
          load_le<std::uint32_t>(at + 64), load_le<std::uint32_t>(at + 68),
          load_le<std::uint32_t>(at + 72)};
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
  return record_header_size + x.fields.size()
         + padded(x.key.size() + x.path.size() + x.blob.size());
}

void encode(const record& x, std::byte* to) noexcept {
  const auto length = encoded_size(x);
  assert(length <= UINT32_MAX && x.fields.size() % 8 == 0 && x.rev > 0);
  assert(x.head <= x.blob.size());
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
  store_le(to + 72, x.head);
  auto* body = append(to + record_header_size, x.fields);
  body = append(append(body, x.key), x.path);
  auto* rest = body + x.head;
  auto* zeros = append(body, x.blob);
  auto* end = to + length;
  std::memset(zeros, 0, static_cast<std::size_t>(end - zeros));
  store_le(to + 76, crc32c({rest, end}));
  store_le(to, crc32c({to + 4, rest}));
}

verdict
decode_head(bytes_view from, record& x, std::uint32_t& length) noexcept {
  if (from.size() < record_header_size)
    return verdict::cut_short;
  const auto* at = from.data();
  const auto found = lengths_of(at);
  if (!found.orderly())
    return verdict::bad_layout;
  if (found.head() > from.size())
    return verdict::cut_short;
  if (load_le<std::uint32_t>(at) != crc32c({at + 4, at + found.head()}))
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
  if (x.rev == 0)
    return verdict::bad_layout;
  const auto* body =
    reinterpret_cast<const char*>(at) + record_header_size + found.fields();
  x.fields = {body - found.fields(), found.fields()};
  x.key = {body, found.key};
  x.path = {body + found.key, found.path};
  x.blob = {body + found.key + found.path, found.head_of_blob};
  x.head = found.head_of_blob;
  length = found.whole;
  return check_fields(x.fields);
}

verdict decode(bytes_view from, record& x, std::uint32_t& length) noexcept {
  if (auto v = decode_head(from, x, length); v != verdict::good)
    return v;
  const auto* at = from.data();
  const auto found = lengths_of(at);
  if (found.whole > from.size())
    return verdict::cut_short;
  if (load_le<std::uint32_t>(at + 76)
      != crc32c({at + found.head(), at + found.whole}))
    return verdict::bad_checksum;
  x.blob = {x.blob.data(), found.blob};
  return verdict::good;
}

std::uint64_t head_size(bytes_view from) noexcept {
  if (from.size() < record_header_size)
    return record_header_size;
  const auto found = lengths_of(from.data());
  return found.orderly() ? found.head() : record_header_size;
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
