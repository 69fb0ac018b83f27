// SPDX-License-Identifier: MIT
#include "log_fixture.hpp"

#include <sstream>

namespace brine::test {

using namespace journal;

std::vector<record>
records_of(const std::vector<owned_commit>& commits, revision first) {
  std::vector<record> all;
  for (const auto& commit : commits) {
    for (const auto& from : commit) {
      record x;
      x.rev = first;
      x.previous = from.previous;
      x.time = first * 1000;
      x.key = from.key;
      x.path = from.path;
      x.blob = from.blob;
      x.flags = from.flags;
      all.push_back(x);
    }
    ++first;
  }
  return all;
}

owned_commit commit_of(std::span<const placed_record> shown) {
  owned_commit commit;
  for (const auto& [x, offset, length] : shown) {
    auto marks = in_group | group_start | group_end;
    commit.push_back(
      {std::string(x.key), std::string(x.path), std::string(x.blob),
       static_cast<std::uint16_t>(x.flags & ~marks), x.previous});
  }
  return commit;
}

std::string
to_string(const std::vector<owned_commit>& commits, revision first) {
  std::string out;
  for (const auto& commit : commits) {
    out += (out.empty() ? "" : "; ") + std::to_string(first++) + " ";
    std::string inner;
    for (const auto& x : commit)
      inner += (inner.empty() ? "" : " ") + x.key
               + ((x.flags & tombstone) != 0 ? "-" : "=" + x.blob);
    out += commit.size() > 1 ? "{" + inner + "}" : inner;
  }
  return out;
}

log_fixture::log_fixture() {
  disk.make_directory("log").or_throw();
  disk.sync_directory("").or_throw();
  options.segment_bytes = 4096;
  auto id = std::make_shared<std::uint64_t>(0x1111);
  options.new_id = [id] { return (*id)++; };
}

result<std::vector<log_part>> log_fixture::parts() {
  auto names = disk.list("log");
  if (!names)
    return names.failure();
  std::vector<log_part> all;
  if (listed) {
    for (const auto& name : *listed)
      all.push_back({name});
    return all;
  }
  for (const auto& name : *names)
    if (auto parsed = parse_segment_name(name, ".log"))
      all.push_back({*parsed});
  return all;
}

/// Writes the manifest, which is all or nothing.
result<void> log_fixture::note_segment(const segment_name& name) {
  if (!listed)
    return {};
  if (auto written = disk.sync_directory(""); !written)
    return written;
  if (listed->empty() || listed->back() != name)
    listed->push_back(name);
  return {};
}

commit_visitor log_fixture::collect() {
  found.clear();
  found_first = 1;
  return [this](const ref<segment>&,
                std::span<const placed_record> commit) -> result<void> {
    if (found.empty())
      found_first = commit[0].what.rev;
    found.push_back(commit_of(commit));
    return {};
  };
}

result<log_writer> log_fixture::open() {
  auto all = parts();
  if (!all)
    return all.failure();
  auto how = options;
  if (!how.on_new_segment)
    how.on_new_segment = [this](const ref<segment>& made, std::uint64_t) {
      return note_segment(made->name());
    };
  return log_writer::open(disk, "log", how, *all, collect());
}

result<found_log> log_fixture::look() {
  auto all = parts();
  if (!all)
    return all.failure();
  return find_log(disk, "log", *all, options.known, collect());
}

std::string log_fixture::newest() {
  return "log/" + disk.list("log").or_throw().back();
}

result<appended> append(log_writer& log, std::vector<std::string> commits) {
  std::vector<owned_commit> owned;
  for (const auto& text : commits) {
    owned_commit commit;
    auto words = std::istringstream(text);
    for (std::string word; words >> word;) {
      owned_record x;
      auto equals = word.find('=');
      if (word.back() == '-') {
        x.key = word.substr(0, word.size() - 1);
        x.flags = tombstone;
      } else {
        x.key = word.substr(0, equals);
        x.blob = word.substr(equals + 1);
      }
      commit.push_back(x);
    }
    owned.push_back(commit);
  }
  return log.append(records_of(owned, log.last() + 1));
}

} // namespace brine::test
