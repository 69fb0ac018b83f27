// SPDX-License-Identifier: MIT
#include <brine/backends/journal/file_seal.hpp>
#include <brine/backends/journal/segment_index.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <tuple>

namespace brine::journal {

namespace {

constexpr auto kind = file_kind{"brineidx", "segment index", 1, 2};

using head_bytes = std::array<std::byte, 96>;

head_bytes encode_head(const segment_summary& x, std::uint32_t sections,
                       std::uint64_t length, bool sealed) {
  auto head = head_bytes{};
  auto* p = head.data();
  store_le<std::uint64_t>(p + 16, x.segment_id);
  store_le<std::uint64_t>(p + 24, x.name.first);
  store_le<std::uint32_t>(p + 32, x.name.generation);
  store_le<std::uint32_t>(p + 36, sections);
  store_le<std::uint64_t>(p + 40, x.records);
  store_le<std::uint64_t>(p + 48, x.first);
  store_le<std::uint64_t>(p + 56, x.last);
  store_le<std::uint64_t>(p + 64, x.log_length);
  store_le<std::uint64_t>(p + 72, length);
  seal_head(head, kind, sealed);
  return head;
}

segment_summary decode_summary(const std::byte* p) {
  return {.name = {.first = load_le<std::uint64_t>(p + 24),
                   .generation = load_le<std::uint32_t>(p + 32)},
          .segment_id = load_le<std::uint64_t>(p + 16),
          .first = load_le<std::uint64_t>(p + 48),
          .last = load_le<std::uint64_t>(p + 56),
          .log_length = load_le<std::uint64_t>(p + 64),
          .records = load_le<std::uint64_t>(p + 40)};
}

error damaged(const file& from, std::string_view what) {
  return error(errc::damaged, fmt::format("{}: {}", from.path(), what));
}

/// Reads the head and checks it against the file.
result<head_bytes> read_head(const file& from) {
  auto head = head_bytes{};
  if (auto done = read_head(from, head, kind); !done)
    return done.failure();
  auto size = from.size();
  if (!size)
    return size.failure();
  if (*size != load_le<std::uint64_t>(head.data() + 72) || *size < head.size())
    return damaged(from, "cut short or extended");
  return head;
}

} // namespace

result<void>
write_segment_index(disk& where, const std::string& folder,
                    segment_summary summary, std::span<index_entry> entries,
                    const sealing& how) {
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return std::tie(a.key, a.rev) < std::tie(b.key, b.rev);
  });
  auto by_revision = [](const auto& a, const auto& b) { return a.rev < b.rev; };
  auto [low, high] =
    std::minmax_element(entries.begin(), entries.end(), by_revision);
  summary.records = entries.size();
  summary.first = entries.empty() ? 0 : low->rev;
  summary.last = entries.empty() ? 0 : high->rev;
  auto next =
    atomic_file::create(where, folder, to_string(summary.name) + ".idx");
  if (!next)
    return next.failure();
  auto& to = **next;
  if (auto done = to.append(head_bytes{}); !done)
    return done;
  const auto* by = how.writes();
  auto sections = section_writer(to, {by, kind.magic});
  for (const auto& entry : entries) {
    assert(entry.segment == 0);
    if (auto done = sections.add(entry); !done)
      return done;
  }
  if (auto done = sections.finish(); !done)
    return done;
  auto head = encode_head(summary, sections.sections(),
                          to.size() + seal_size(by), by != nullptr);
  if (auto done = append_seal(to, by, head, sections.tags()); !done)
    return done;
  if (auto done = to.overwrite(0, head); !done)
    return done;
  return to.commit();
}

segment_index::segment_index(std::unique_ptr<file> from,
                             const segment_summary& summary,
                             const section_range& range, sealing how)
    : from_(std::move(from)), summary_(summary), range_(range),
      how_(std::move(how)) {}

const segment_summary& segment_index::summary() const noexcept {
  return summary_;
}

result<segment_index>
open_segment_index(disk& where, const std::string& folder,
                   const segment_name& name, std::uint64_t segment_id,
                   const sealing& how) {
  auto path = folder + '/' + to_string(name) + ".idx";
  auto entry = where.look_up(path);
  if (!entry)
    return entry.failure();
  if (*entry == disk::entry::none)
    return error(errc::not_found, path + ": there is no such index");
  auto from = where.open(path, open_mode::read);
  if (!from)
    return from.failure();
  auto head = read_head(**from);
  if (!head)
    return head.failure();
  auto summary = decode_summary(head->data());
  if (summary.segment_id != segment_id || summary.name != name)
    return damaged(**from, "belongs to another segment");
  auto by = opener_of(path, *head, kind, how, how.takes_plain());
  if (!by)
    return by.failure();
  auto length = load_le<std::uint64_t>(head->data() + 72);
  if (length < head->size() + seal_size(*by))
    return damaged(**from, "cut short or extended");
  auto range =
    section_range{.begin = head->size(),
                  .end = length - seal_size(*by),
                  .sections = load_le<std::uint32_t>(head->data() + 36),
                  .entries = summary.records,
                  .segments = 1,
                  .seal = {*by, kind.magic}};
  auto tags = check_sections(**from, range);
  if (!tags)
    return tags.failure();
  if (*by)
    if (auto done = check_seal(**from, range.end, **by, *head, *tags); !done)
      return done.failure();
  return segment_index(std::move(*from), summary, range, how);
}

} // namespace brine::journal
