// SPDX-License-Identifier: MIT
#include <brine/backends/journal/frame_builder.hpp>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace brine::journal {

namespace {

constexpr std::uint64_t smallest_room = std::uint64_t{64} << 10;
constexpr std::uint64_t largest_kept_room = std::uint64_t{16} << 20;

} // namespace

void frame_builder::clear() noexcept {
  if (room_ > largest_kept_room) {
    buffer_.reset();
    room_ = 0;
  }
  size_ = frame_header_size;
  count_ = 0;
}

std::uint64_t frame_builder::add(const record& x, std::uint16_t more_flags) {
  auto n = encoded_size(x);
  auto at = size_;
  auto* to = grow(n, x.rev);
  if (more_flags == 0) {
    encode(x, to);
  } else {
    auto flagged = x;
    flagged.flags = static_cast<std::uint16_t>(x.flags | more_flags);
    encode(flagged, to);
  }
  return at;
}

std::uint64_t frame_builder::add(bytes_view encoded, revision rev) {
  auto at = size_;
  std::memcpy(grow(encoded.size(), rev), encoded.data(), encoded.size());
  return at;
}

bytes_view frame_builder::finish(std::uint64_t segment_id, std::uint64_t number,
                                 revision synced) {
  assert(!empty());
  frame_header header;
  header.segment_id = segment_id;
  header.number = number;
  header.first = first_;
  header.last = last_;
  header.synced = synced;
  header.length = size_ - frame_header_size;
  header.count = count_;
  encode(header, buffer_.get());
  return {buffer_.get(), static_cast<std::size_t>(size_)};
}

std::byte* frame_builder::grow(std::uint64_t n, revision rev) {
  if (size_ + n > room_) {
    auto room = std::max({smallest_room, size_ + n, room_ + room_ / 2});
    // Not make_unique, which would fill it with zeros.
    auto larger = std::unique_ptr<std::byte[]>(new std::byte[room]);
    if (count_ > 0)
      std::memcpy(larger.get(), buffer_.get(), size_);
    buffer_ = std::move(larger);
    room_ = room;
  }
  auto* to = buffer_.get() + size_;
  size_ += n;
  if (count_++ == 0)
    first_ = rev;
  last_ = rev;
  return to;
}

} // namespace brine::journal
