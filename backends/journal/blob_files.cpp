// SPDX-License-Identifier: MIT
#include <brine/backends/journal/blob_files.hpp>
#include <brine/backends/journal/crc32c.hpp>
#include <brine/core/hex.hpp>

#include <algorithm>
#include <cstring>
#include <random>
#include <utility>

namespace brine::journal {

namespace {

constexpr std::uint64_t chunk_size = std::uint64_t{1} << 20;

std::array<std::uint8_t, 16> random_name() {
  auto source = std::random_device();
  std::array<std::uint8_t, 16> name{};
  for (std::size_t i = 0; i < name.size(); i += 4) {
    auto word = static_cast<std::uint32_t>(source());
    std::memcpy(&name[i], &word, 4);
  }
  return name;
}

} // namespace

blob_files::blob_files(disk& where, std::string folder)
    : disk_(where), folder_(std::move(folder)) {}

result<blob_reference>
blob_files::write(std::span<const std::string_view> parts) {
  blob_reference made;
  made.name = random_name();
  auto to = disk_.open(path(made), open_mode::create);
  if (!to)
    return to.failure();
  for (auto part : parts) {
    auto bytes = std::as_bytes(std::span(part.data(), part.size()));
    if (auto done = (*to)->write_at(made.length, bytes); !done)
      return done.failure();
    made.length += bytes.size();
    made.crc = crc32c(bytes, made.crc);
  }
  if (auto done = (*to)->sync(); !done)
    return done.failure();
  if (auto done = disk_.sync_directory(folder_); !done)
    return done.failure();
  return made;
}

result<std::vector<std::byte>> blob_files::read(const blob_reference& x) const {
  std::vector<std::byte> all;
  auto done = scan(x, [&](bytes_view chunk) {
    if (all.empty())
      all.reserve(x.length);
    all.insert(all.end(), chunk.begin(), chunk.end());
  });
  if (!done)
    return done.failure();
  return all;
}

result<void> blob_files::check(const blob_reference& x) const {
  return scan(x, [](bytes_view) {});
}

result<void> blob_files::find(const blob_reference& x) const {
  auto found = open_whole(x);
  return found ? result<void>() : found.failure();
}

result<void> blob_files::remove(const blob_reference& x) {
  return disk_.remove(path(x));
}

result<std::size_t> blob_files::remove_unnamed(const is_named& named) {
  auto names = disk_.list(folder_);
  if (!names)
    return names.failure();
  std::size_t removed = 0;
  for (const auto& name : *names) {
    auto bytes = parse_hex<16>(name);
    if (!bytes || named(*bytes))
      continue;
    if (auto done = disk_.remove(folder_ + "/" + name); !done)
      return done.failure();
    ++removed;
  }
  return removed;
}

std::string blob_files::path(const blob_reference& x) const {
  return folder_ + "/" + to_hex(x.name);
}

result<std::unique_ptr<file>>
blob_files::open_whole(const blob_reference& x) const {
  auto from = disk_.open(path(x), open_mode::read);
  if (!from && from.failure().code() == errc::not_found)
    return error(errc::damaged, path(x) + " is missing");
  auto size = from ? (*from)->size() : from.failure();
  if (!size)
    return size.failure();
  if (*size != x.length)
    return error_at(path(x), std::min(*size, x.length), verdict::cut_short);
  return from;
}

result<void>
blob_files::scan(const blob_reference& x, const chunk_sink& sink) const {
  auto from = open_whole(x);
  if (!from)
    return from.failure();
  std::vector<std::byte> buffer;
  std::uint32_t crc = 0;
  for (std::uint64_t at = 0; at < x.length; at += buffer.size()) {
    buffer.resize(std::min(chunk_size, x.length - at));
    auto n = (*from)->read_at(at, buffer);
    if (!n)
      return n.failure();
    if (*n < buffer.size())
      return error_at(path(x), at + *n, verdict::cut_short);
    crc = crc32c(buffer, crc);
    sink(buffer);
  }
  if (crc != x.crc)
    return error_at(path(x), 0, verdict::bad_checksum);
  return {};
}

} // namespace brine::journal
