// SPDX-License-Identifier: MIT
#include <brine/backends/journal/checkpoint.hpp>
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/file_seal.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

namespace brine::journal {

namespace {

constexpr auto kind = file_kind{"brineckp", "checkpoint", 1, 2};

using head_bytes = std::array<std::byte, 128>;

constexpr std::size_t segment_size = 16;

std::string file_name(revision covered) {
  return fmt::format("{:020}.ckpt", covered);
}

std::optional<revision> parse_file_name(std::string_view text) {
  auto covered = revision{0};
  auto parsed =
    std::from_chars(text.data(), text.data() + text.size(), covered);
  if (parsed.ec != std::errc{} || file_name(covered) != text)
    return std::nullopt;
  return covered;
}

error damaged(const file& from, std::string_view what) {
  return error(errc::damaged, fmt::format("{}: {}", from.path(), what));
}

/// The revisions of all checkpoints in a folder, ascending.
result<std::vector<revision>>
list_checkpoints(disk& where, const std::string& folder) {
  auto found = std::vector<revision>{};
  auto names = where.list(folder);
  if (!names && names.failure().code() == errc::not_found)
    return found; // a copy may have left out an empty folder
  if (!names)
    return names.failure();
  for (const auto& name : *names) {
    if (auto covered = parse_file_name(name))
      found.push_back(*covered);
  }
  std::sort(found.begin(), found.end());
  return found;
}

checkpoint_summary decode_summary(const std::byte* p) {
  auto x = checkpoint_summary{};
  std::memcpy(x.log.bytes.data(), p + 16, x.log.bytes.size());
  x.covered = load_le<std::uint64_t>(p + 32);
  x.newest = load_le<std::uint64_t>(p + 40);
  x.tail.first = load_le<std::uint64_t>(p + 48);
  x.tail.generation = load_le<std::uint32_t>(p + 56);
  x.time = load_le<std::uint64_t>(p + 64);
  x.entries = load_le<std::uint64_t>(p + 72);
  return x;
}

result<section_range>
decode_range(const file& from, const std::byte* p, const encryptor* by) {
  auto range = section_range{.begin = std::tuple_size_v<head_bytes>,
                             .end = load_le<std::uint64_t>(p + 80),
                             .sections = load_le<std::uint32_t>(p + 60),
                             .entries = load_le<std::uint64_t>(p + 72),
                             .segments = load_le<std::uint32_t>(p + 88),
                             .seal = {by, kind.magic}};
  auto size = from.size();
  if (!size)
    return size.failure();
  auto trailer =
    range.segments * segment_size + sizeof(std::uint64_t) + seal_size(by);
  if (*size != load_le<std::uint64_t>(p + 96) || *size < trailer
      || range.end < range.begin || range.end != *size - trailer)
    return damaged(from, "cut short or extended");
  return range;
}

/// The trailer's bytes without the seal.
result<std::vector<std::byte>>
read_trailer(const file& from, const section_range& range) {
  auto length = range.segments * segment_size;
  auto trailer = std::vector<std::byte>(length + sizeof(std::uint64_t));
  auto got = from.read_at(range.end, trailer);
  if (!got)
    return got.failure();
  auto crc = load_le<std::uint64_t>(trailer.data() + length);
  if (*got != trailer.size() || crc != crc32c({trailer.data(), length}))
    return damaged(from, fmt::format("the trailer's checksum is wrong at "
                                     "offset {}",
                                     range.end));
  return trailer;
}

std::vector<segment_name>
decode_trailer(const std::vector<std::byte>& trailer, std::uint32_t count) {
  auto segments = std::vector<segment_name>(count);
  const auto* p = trailer.data();
  for (auto& x : segments) {
    x.first = load_le<std::uint64_t>(p);
    x.generation = load_le<std::uint32_t>(p + 8);
    p += segment_size;
  }
  return segments;
}

/// What a seal vouches for beside the head.
std::string
rest_of(const std::vector<std::byte>& trailer, std::string_view tags) {
  auto rest =
    std::string(reinterpret_cast<const char*>(trailer.data()), trailer.size());
  return rest.append(tags);
}

} // namespace

checkpoint_writer::checkpoint_writer(std::unique_ptr<atomic_file> to,
                                     const checkpoint_summary& start,
                                     const sealing& how)
    : to_(std::move(to)), how_(how),
      sections_(*to_, {how_.writes(), kind.magic}), summary_(start) {
  summary_.newest = 0;
  summary_.entries = 0;
}

result<std::unique_ptr<checkpoint_writer>>
checkpoint_writer::begin(disk& where, std::string folder,
                         const checkpoint_summary& start, const sealing& how) {
  auto to =
    atomic_file::create(where, std::move(folder), file_name(start.covered));
  if (!to)
    return to.failure();
  if (auto done = (*to)->append(head_bytes{}); !done)
    return done.failure();
  return std::unique_ptr<checkpoint_writer>(
    new checkpoint_writer(std::move(*to), start, how));
}

std::uint32_t checkpoint_writer::place_of(const segment_name& segment) {
  auto next = static_cast<std::uint32_t>(segments_.size());
  auto [place, fresh] = places_.try_emplace(segment, next);
  if (fresh)
    segments_.push_back(segment);
  return place->second;
}

result<void>
checkpoint_writer::add(const segment_name& segment, index_entry entry) {
  entry.segment = place_of(segment);
  summary_.newest = std::max(summary_.newest, entry.rev);
  ++summary_.entries;
  return sections_.add(entry);
}

const checkpoint_summary& checkpoint_writer::summary() const noexcept {
  return summary_;
}

std::vector<std::byte> checkpoint_writer::encode_trailer() const {
  auto length = segments_.size() * segment_size;
  auto trailer = std::vector<std::byte>(length + sizeof(std::uint64_t));
  auto* p = trailer.data();
  for (const auto& x : segments_) {
    store_le<std::uint64_t>(p, x.first);
    store_le<std::uint32_t>(p + 8, x.generation);
    p += segment_size;
  }
  store_le<std::uint64_t>(p, crc32c({trailer.data(), length}));
  return trailer;
}

result<void> checkpoint_writer::commit() {
  if (auto done = sections_.finish(); !done)
    return done;
  auto trailer_at = to_->size();
  const auto trailer = encode_trailer();
  if (auto done = to_->append(trailer); !done)
    return done;
  const auto* by = how_.writes();
  auto head = head_bytes{};
  auto* p = head.data();
  std::memcpy(p + 16, summary_.log.bytes.data(), summary_.log.bytes.size());
  store_le<std::uint64_t>(p + 32, summary_.covered);
  store_le<std::uint64_t>(p + 40, summary_.newest);
  store_le<std::uint64_t>(p + 48, summary_.tail.first);
  store_le<std::uint32_t>(p + 56, summary_.tail.generation);
  store_le<std::uint32_t>(p + 60, sections_.sections());
  store_le<std::uint64_t>(p + 64, summary_.time);
  store_le<std::uint64_t>(p + 72, summary_.entries);
  store_le<std::uint64_t>(p + 80, trailer_at);
  store_le(p + 88, static_cast<std::uint32_t>(segments_.size()));
  store_le<std::uint64_t>(p + 96, to_->size() + seal_size(by));
  seal_head(head, kind, by != nullptr);
  if (auto done =
        append_seal(*to_, by, head, rest_of(trailer, sections_.tags()));
      !done)
    return done;
  if (auto done = to_->overwrite(0, head); !done)
    return done;
  return to_->commit();
}

checkpoint::checkpoint(std::unique_ptr<file> from,
                       const checkpoint_summary& summary,
                       const section_range& range,
                       std::vector<segment_name> segments, sealing how)
    : from_(std::move(from)), summary_(summary), range_(range),
      segments_(std::move(segments)), how_(std::move(how)) {}

const checkpoint_summary& checkpoint::summary() const noexcept {
  return summary_;
}

const std::vector<segment_name>& checkpoint::segments() const noexcept {
  return segments_;
}

result<checkpoint>
open_checkpoint(disk& where, const std::string& path, const sealing& how) {
  auto from = where.open(path, open_mode::read);
  if (!from)
    return from.failure();
  auto head = head_bytes{};
  if (auto done = read_head(**from, head, kind); !done)
    return done.failure();
  auto by = opener_of((*from)->path(), head, kind, how, how.takes_plain());
  if (!by)
    return by.failure();
  auto range = decode_range(**from, head.data(), *by);
  if (!range)
    return range.failure();
  auto trailer = read_trailer(**from, *range);
  if (!trailer)
    return trailer.failure();
  auto tags = check_sections(**from, *range);
  if (!tags)
    return tags.failure();
  const auto seal_at = range->end + trailer->size();
  if (*by)
    if (auto done =
          check_seal(**from, seal_at, **by, head, rest_of(*trailer, *tags));
        !done)
      return done.failure();
  return checkpoint(std::move(*from), decode_summary(head.data()), *range,
                    decode_trailer(*trailer, range->segments), how);
}

result<checkpoint_search>
find_checkpoint(disk& where, const std::string& folder,
                const checkpoint_objection& objection, const sealing& how) {
  auto all = list_checkpoints(where, folder);
  if (!all)
    return all.failure();
  auto search = checkpoint_search{};
  for (auto i = all->rbegin(); i != all->rend(); ++i) {
    auto path = folder + '/' + file_name(*i);
    auto opened = open_checkpoint(where, path, how);
    if (!opened) {
      search.skipped.emplace_back(opened.failure().what());
      continue;
    }
    auto reason = std::string{};
    if (opened->summary().covered != *i)
      reason = "covers another revision than its name says";
    else if (objection)
      reason = objection(*opened);
    if (reason.empty()) {
      search.found = std::move(*opened);
      return search;
    }
    search.skipped.push_back(path + ": " + reason);
  }
  return search;
}

result<void> remove_checkpoints(disk& where, const std::string& folder,
                                std::optional<revision> kept) {
  auto all = list_checkpoints(where, folder);
  if (!all)
    return all.failure();
  for (auto covered : *all) {
    if (covered == kept)
      continue;
    auto done = where.remove(folder + '/' + file_name(covered));
    if (!done)
      return done;
  }
  return {};
}

} // namespace brine::journal
