// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment.hpp>
#include <brine/backends/journal/segment_writer.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace brine::journal {

namespace {

/// Where the system cannot map: what is read at first of a record, of which
/// only the head is wanted.
constexpr std::uint64_t usual_head = 512;

} // namespace

segment::segment(std::string path, const segment_header& header)
    : path_(std::move(path)), header_(header) {}

result<ref<segment>> segment::open(disk& where, const std::string& path,
                                   const segment_header& header) {
  auto opened = ref<segment>(new segment(path, header));
  if (auto mapped = opened->remap(where); !mapped)
    return mapped.failure();
  return opened;
}

result<void> segment::remap(disk& where) {
  if (file_)
    return {};
  auto opened = where.open(path_, open_mode::read);
  if (!opened)
    return opened.failure();
  auto size = (*opened)->size();
  if (!size)
    return size.failure();
  // The open segment is mapped too: it has its size from the beginning, and a
  // shared mapping shows what is written. A read then is no system call.
  auto mapped = (*opened)->map(*size);
  if (!mapped && !mappings_.empty())
    return mapped.failure();
  if (!mapped) {
    file_ = std::move(*opened);
    return {};
  }
  newest_.store(mapped->get(), std::memory_order_release);
  mappings_.push_back(std::move(*mapped));
  return {};
}

std::uint64_t segment::mapped() const noexcept {
  const auto* newest = newest_.load(std::memory_order_acquire);
  return newest ? newest->bytes().size() : ~std::uint64_t{0};
}

result<bytes_view> segment::read(std::uint64_t offset, std::uint64_t length,
                                 std::vector<std::byte>& scratch) const {
  if (const auto* newest = newest_.load(std::memory_order_acquire)) {
    auto all = newest->bytes();
    if (offset > all.size() || length > all.size() - offset)
      return error_at(path_, all.size(), verdict::cut_short);
    return all.subspan(offset, length);
  }
  scratch.resize(length);
  auto n = file_->read_at(offset, scratch);
  if (!n)
    return n.failure();
  if (*n < length)
    return error_at(path_, offset + *n, verdict::cut_short);
  return bytes_view(scratch);
}

result<record> segment::read_record(std::uint64_t offset, std::uint32_t length,
                                    std::vector<std::byte>& scratch) const {
  auto bytes = read(offset, length, scratch);
  if (!bytes)
    return bytes.failure();
  record found;
  std::uint32_t found_length = 0;
  const auto v = decode(*bytes, found, found_length);
  return judge(v, found, offset, found_length == length);
}

result<record> segment::read_head(std::uint64_t offset, std::uint32_t length,
                                  std::vector<std::byte>& scratch) const {
  auto size = std::min<std::uint64_t>(length, usual_head);
  for (;;) {
    auto bytes = read(offset, size, scratch);
    if (!bytes)
      return bytes.failure();
    const auto needed = std::min<std::uint64_t>(length, head_size(*bytes));
    if (needed > size) {
      size = needed;
      continue;
    }
    record found;
    std::uint32_t found_length = 0;
    const auto v = decode_head(*bytes, found, found_length);
    return judge(v, found, offset, found_length == length);
  }
}

result<record> segment::judge(verdict v, const record& found,
                              std::uint64_t offset, bool fits) const {
  if (v == verdict::good && !fits)
    v = verdict::bad_layout;
  if (v != verdict::good)
    return error_at(path_, offset, v);
  return found;
}

result<ref<segment>>
open_segment(disk& where, const std::string& folder, const segment_name& name) {
  const auto path = segment_path(folder, name);
  auto opened = where.open(path, open_mode::read);
  if (!opened)
    return opened.failure();
  std::array<std::byte, segment_header_size> bytes{};
  auto n = (*opened)->read_at(0, bytes);
  if (!n)
    return n.failure();
  segment_header header;
  auto v = decode(bytes_view(bytes.data(), *n), header);
  if (v == verdict::good && header.name != name)
    v = verdict::bad_layout;
  if (v != verdict::good)
    return error_at(path, v == verdict::cut_short ? *n : 0, v);
  return segment::open(where, path, header);
}

} // namespace brine::journal
