// SPDX-License-Identifier: MIT
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/entry_sections.hpp>
#include <brine/backends/journal/file_head.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <span>

namespace brine::journal {

namespace {

constexpr std::size_t section_size = std::size_t{1} << 20;

/// Of what an encryptor makes the last bytes stand for the whole.
constexpr std::size_t tag_size = 16;

std::uint32_t section_crc(bytes_view section) {
  return crc32c(section.subspan(sizeof(std::uint32_t)));
}

/// Where a section belongs.
std::string place_of(const section_seal& seal, std::uint32_t number) {
  auto place = std::string(seal.magic);
  place.resize(place.size() + sizeof number);
  store_le(reinterpret_cast<std::byte*>(place.data()) + seal.magic.size(),
           number);
  return place;
}

std::string_view text_of(bytes_view bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string_view tag_of(std::string_view sealed) noexcept {
  return sealed.substr(sealed.size() - std::min(sealed.size(), tag_size));
}

} // namespace

section_writer::section_writer(atomic_file& to, const section_seal& seal)
    : to_(to), seal_(seal) {
  section_.reserve(section_size + section_size / 8);
}

result<void> section_writer::add(const index_entry& entry) {
  if (section_.empty())
    section_.resize(section_head_size);
  append_entry(section_, entry);
  ++count_;
  ++entries_;
  return section_.size() < section_size ? result<void>{} : finish();
}

result<void> section_writer::finish() {
  if (count_ == 0)
    return {};
  if (seal_.by)
    if (auto done = seal(); !done)
      return done;
  auto* head = section_.data();
  store_le<std::uint32_t>(head + 4, sections_);
  store_le<std::uint64_t>(head + 8, section_.size() - section_head_size);
  store_le<std::uint32_t>(head + 16, count_);
  store_le<std::uint32_t>(head, section_crc(section_));
  auto done = to_.append(section_);
  section_.clear();
  count_ = 0;
  ++sections_;
  return done;
}

/// Puts the sealed entries into the place of the entries.
result<void> section_writer::seal() {
  auto sealed = std::string();
  const auto plain = text_of(bytes_view(section_).subspan(section_head_size));
  const auto place = place_of(seal_, sections_);
  if (auto done = seal_.by->seal(sealed, plain, {{}, seal_role::file, place});
      !done)
    return done;
  section_.resize(section_head_size + sealed.size());
  std::memcpy(section_.data() + section_head_size, sealed.data(),
              sealed.size());
  tags_ += tag_of(sealed);
  return {};
}

std::uint32_t section_writer::sections() const noexcept {
  return sections_;
}

std::uint64_t section_writer::entries() const noexcept {
  return entries_;
}

section_reader::section_reader(const file& from, const section_range& range)
    : from_(from), range_(range), at_(range.begin) {
  assert(range.begin <= range.end);
}

result<bool> section_reader::next() {
  buffer_.clear();
  if (sections_ == range_.sections)
    return finish();
  if (range_.end - at_ < section_head_size)
    return damaged("sections are missing");
  buffer_.resize(section_head_size);
  auto got = from_.read_at(at_, buffer_);
  if (!got)
    return got.failure();
  // The length is believed only within the file: nothing is checked yet.
  auto length = load_le<std::uint64_t>(buffer_.data() + 8);
  if (*got != section_head_size
      || length > range_.end - at_ - section_head_size)
    return damaged("a section's length is wrong");
  buffer_.resize(section_head_size + length);
  got = from_.read_at(at_, buffer_);
  if (!got)
    return got.failure();
  const auto* head = buffer_.data();
  if (*got != buffer_.size()
      || load_le<std::uint32_t>(head) != section_crc(buffer_))
    return damaged("a section's checksum is wrong");
  if (range_.seal.by)
    if (auto done = unseal(); !done)
      return done.failure();
  auto count = load_le<std::uint32_t>(head + 16);
  if (load_le<std::uint32_t>(head + 4) != sections_ || !check_entries(count))
    return damaged("a section is malformed");
  at_ += buffer_.size();
  ++sections_;
  entries_ += count;
  return true;
}

result<void> section_reader::unseal() {
  const auto sealed = text_of(bytes_view(buffer_).subspan(section_head_size));
  const auto place = place_of(range_.seal, sections_);
  plain_.clear();
  auto done =
    range_.seal.by->unseal(plain_, sealed, {{}, seal_role::file, place});
  if (!done)
    return of_file(from_, done.failure());
  tags_ += tag_of(sealed);
  return {};
}

bytes_view section_reader::entries() const noexcept {
  if (buffer_.empty())
    return {};
  if (range_.seal.by)
    return std::as_bytes(std::span(plain_));
  return bytes_view(buffer_).subspan(section_head_size);
}

result<bool> section_reader::finish() const {
  if (at_ != range_.end || entries_ != range_.entries)
    return damaged("the sections do not add up to the header");
  return false;
}

bool section_reader::check_entries(std::uint32_t count) const {
  auto rest = entries();
  auto found = std::uint32_t{0};
  for (index_entry entry; next_entry(rest, entry); ++found) {
    if (entry.segment >= range_.segments)
      return false;
  }
  return rest.empty() && found == count;
}

error section_reader::damaged(const char* what) const {
  return error(errc::damaged,
               fmt::format("{}: {} at offset {}", from_.path(), what, at_));
}

result<std::string>
check_sections(const file& from, const section_range& range) {
  auto reader = section_reader(from, range);
  for (;;) {
    auto more = reader.next();
    if (!more)
      return more.failure();
    if (!*more)
      return reader.tags();
  }
}

} // namespace brine::journal
