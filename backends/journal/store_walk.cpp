// SPDX-License-Identifier: MIT
#include <brine/backends/journal/consumers.hpp>
#include <brine/backends/journal/listed_segment.hpp>
#include <brine/backends/journal/recovery.hpp>
#include <brine/backends/journal/store_walk.hpp>

#include <algorithm>

namespace brine::journal {

namespace {

std::string describe(const hole& x) {
  auto text = x.path + " is damaged at offset " + std::to_string(x.from);
  if (x.to > x.from)
    text += " to " + std::to_string(x.to);
  return text + ": " + x.why + ", behind revision " + std::to_string(x.after);
}

} // namespace

store_walk::store_walk(disk& where, const std::string& folder, sealing seals,
                       const list_trust& trust)
    : disk_(where), folder_(folder), segments_(folder + "/segments"),
      seals_(std::move(seals)), trust_(trust) {}

result<report>
store_walk::run(const salvage_visitor& visit, const progress& tell) {
  if (auto done = look(); !done)
    return done.failure();
  auto found = salvage(
    disk_, segments_, parts_,
    [&](const segment_header* home, std::span<const placed_record> commit) {
      watch(home, commit);
      return visit(home, commit);
    },
    tell);
  if (!found)
    return found.failure();
  check_tags();
  report_.segments = parts_.size();
  report_.commits = found->commits;
  report_.records = found->records;
  report_.last = found->last;
  for (const auto& x : found->holes)
    if (acknowledged(x))
      note(describe(x));
    else
      report_.torn = describe(x);
  check_end();
  return std::move(report_);
}

void store_walk::note_value(const placed_record& r, const error& e) {
  ++values_;
  note(place_of(r) + e.message() + " (a value of revision "
       + std::to_string(r.what.rev) + ")");
}

void store_walk::note_unopened(const error& e) {
  if (report_.unopened++ == 0)
    report_.unopened_why = e.message();
}

bool store_walk::overtaken() const {
  const auto now = read_manifest(disk_, folder_);
  return now && *now
         && std::any_of(parts_.begin(), parts_.end(), [&](const auto& part) {
              return !(*now)->lists(part.name);
            });
}

void store_walk::note(std::string what) {
  report_.damage.push_back(std::move(what));
}

/// File and offset of a record, if what is said of its value names neither.
std::string store_walk::place_of(const placed_record& r) const {
  const auto behind = std::upper_bound(
    parts_.begin(), parts_.end(), r.what.rev,
    [](revision rev, const auto& part) { return rev < part.name.first; });
  if (r.what.is(external) || behind == parts_.begin())
    return {};
  return segment_path(segments_, (behind - 1)->name) + " is damaged at offset "
         + std::to_string(r.offset) + ": ";
}

/// Finds out what belongs to the log. The mark comes first: all before it
/// stays as it is while we read, though a writer may go on behind it.
result<void> store_walk::look() {
  auto there = look_at(disk_, folder_);
  if (!there)
    return there.failure();
  if (*there != place::store)
    return error(errc::store_missing, "there is no store at " + folder_);
  if (auto done = read_mark(); !done)
    return done;
  if (auto who = read_identity(disk_, folder_);
      !who && !tolerate(who.failure()))
    return who.failure();
  if (auto known = read_consumers(disk_, folder_);
      !known && !tolerate(known.failure()))
    return known.failure();
  if (auto log = find_log_folder(disk_, folder_); !log)
    return tolerate(log.failure()) ? result<void>() : log;
  return list_segments();
}

result<std::optional<manifest>> store_walk::read_list() {
  auto listed = open_manifest(disk_, folder_, seals_, trust_.plain);
  if (listed || listed.failure().code() != errc::wrong_secret)
    return listed;
  if (!trust_.keyless)
    report_.unchecked_list = listed.failure().message();
  return read_manifest(disk_, folder_);
}

result<void> store_walk::list_segments() {
  for (;;) {
    auto listed = read_list();
    if (!listed && !tolerate(listed.failure()))
      return listed.failure();
    if (!listed)
      return list_files();
    if (!*listed)
      return list_unlisted();
    auto missing = take_parts(**listed);
    if (!missing)
      return missing.failure();
    // A segment may have gone because compaction has put another in its
    // place; then the list is a new one.
    auto again = missing->empty() ? listed : read_list();
    if (!again)
      return again.failure();
    if (*again != *listed)
      continue;
    for (const auto& path : *missing)
      note(path + " is missing");
    return {};
  }
}

/// Takes the segments that are there; gives the paths of the others.
result<std::vector<std::string>>
store_walk::take_parts(const manifest& listed) {
  std::vector<std::string> missing;
  parts_.clear();
  listed_ = listed;
  for (const auto& s : listed.segments) {
    auto path = segment_path(segments_, s.name);
    auto there = disk_.look_up(path);
    if (!there)
      return there.failure();
    if (*there == disk::entry::file)
      parts_.push_back({s.name, true, s.last});
    else
      missing.push_back(std::move(path));
  }
  return missing;
}

result<void> store_walk::read_mark() {
  auto lock = lock_file::observe(folder_ + "/lock");
  if (!lock)
    return lock.failure().code() == errc::not_found
             ? result<void>()
             : result<void>(lock.failure());
  auto mark = (*lock)->page().read();
  if (!mark && mark.failure().code() == errc::damaged) {
    note(mark.failure().message() + "; opening to write mends it");
    was_open_ = true;
    return {};
  }
  auto boot = system_boot_id();
  if (!mark || !boot)
    return mark ? boot.failure() : mark.failure();
  was_open_ = mark->has_value();
  if (*mark && (*mark)->mark.boot == *boot)
    mark_ = (*mark)->mark;
  return {};
}

/// Damage of a file is noted; anything else is a failure.
bool store_walk::tolerate(const error& e) {
  if (e.code() == errc::damaged)
    note(e.message());
  return e.code() == errc::damaged;
}

/// A store that was open once has a list of its segments.
result<void> store_walk::list_unlisted() {
  auto done = list_files();
  if (done && was_open_ && !parts_.empty())
    note(folder_ + "/MANIFEST is missing; opening to write makes it anew");
  return done;
}

/// Without a list: of each segment its newest form.
result<void> store_walk::list_files() {
  auto names = disk_.list(segments_);
  if (!names)
    return names.failure();
  std::map<revision, segment_name> newest;
  for (const auto& text : *names)
    if (auto name = parse_segment_name(text, ".log"))
      newest[name->first] = std::max(newest[name->first], *name);
  for (const auto& [first, name] : newest)
    parts_.push_back({name, true, 0});
  return {};
}

/// Whether a hole lies where the writer had acknowledged everything; where
/// nothing is known, whether opening would refuse it.
bool store_walk::acknowledged(const hole& x) const {
  for (const auto& part : parts_) {
    if (segment_path(segments_, part.name) != x.path)
      continue;
    if (mark_)
      return std::pair(part.name, x.from)
             < std::pair(mark_->segment, mark_->offset);
    return part.name != parts_.back().name || !opens();
  }
  return true;
}

/// Whether opening takes the last segment, if need be by cutting its end.
bool store_walk::opens() const {
  auto parts = std::vector<log_part>(parts_);
  for (auto& part : parts)
    part.scan = &part == &parts.back();
  return find_log(disk_, segments_, parts, {}, {}).ok();
}

/// Whether what a sealed segment holds is what the manifest says of it.
void store_walk::watch(const segment_header* home,
                       std::span<const placed_record> commit) {
  if (!home)
    return;
  const auto s =
    std::find_if(listed_.segments.begin(), listed_.segments.end(),
                 [&](const live_segment& x) { return x.name == home->name; });
  if (s == listed_.segments.end())
    return;
  const auto [seen, is_first] = tags_.try_emplace(home->name);
  if (is_first)
    if (auto same = check_listed(segment_path(segments_, s->name), *home, *s);
        !same)
      note(same.failure().message());
  if (s->sealed && s->name.generation > 0)
    for (const auto& r : commit)
      seen->second.add(r.what);
}

void store_walk::check_tags() {
  for (const auto& s : listed_.segments) {
    if (!s.sealed || s.name.generation == 0)
      continue;
    const auto digest = tags_[s.name].digest();
    if (digest && *digest != s.tags)
      note(
        missing_records(segment_path(segments_, s.name), s.length).message());
  }
}

/// A log that ends too early may do so without a hole.
void store_walk::check_end() {
  if (!mark_ || report_.last >= mark_->last || !report_.damage.empty())
    return;
  note(segment_path(segments_, mark_->segment) + " went on to offset "
       + std::to_string(mark_->offset) + ": revisions "
       + std::to_string(report_.last + 1) + " to " + std::to_string(mark_->last)
       + " are missing");
}

} // namespace brine::journal
