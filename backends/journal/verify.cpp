// SPDX-License-Identifier: MIT
#include <brine/backends/journal/blob_files.hpp>
#include <brine/backends/journal/consumers.hpp>
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/listed_segment.hpp>
#include <brine/backends/journal/lock.hpp>
#include <brine/backends/journal/manifest.hpp>
#include <brine/backends/journal/store_keys.hpp>
#include <brine/backends/journal/stored_segment.hpp>
#include <brine/backends/journal/verify.hpp>
#include <brine/codecs/aes_gcm.hpp>

#include <algorithm>
#include <map>

namespace brine::journal {

namespace {

constexpr int most_attempts = 10;

std::string describe(const hole& x) {
  auto text = x.path + " is damaged at offset " + std::to_string(x.from);
  if (x.to > x.from)
    text += " to " + std::to_string(x.to);
  return text + ": " + x.why + ", behind revision " + std::to_string(x.after);
}

/// What reads the documents of a store that is not opened.
struct store_reader {
  decoder documents;
  log_id log; ///< Of what stands in a segment whose header is lost.
  bool sealed_list = false; ///< Whether a plain manifest is a forged one.

  result<opened_record>
  open(std::span<const placed_record> commit, std::size_t place,
       const segment_header* home, std::string& room) const {
    const auto& r = commit[place].what;
    auto lost = segment_header();
    lost.log = log;
    lost.sealed = r.is(sealed);
    const auto& header = home ? *home : lost;
    auto opened = open_record(r, header, documents.seals, room);
    if (opened && !stands_in_place(*opened, header, place, commit.size()))
      return error(errc::damaged, std::string(missing_in_commit));
    return opened;
  }
};

/// One walk through a store.
class walker {
public:
  walker(disk& where, const std::string& folder, const store_reader& how)
      : disk_(where), folder_(folder), segments_(folder + "/segments"),
        how_(how) {}

  /// What cannot be read is in the report; `visit` is shown the rest.
  result<report> run(const salvage_visitor& visit, const progress& tell) {
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

  /// A value that cannot be read, of a record that can.
  void note_value(const placed_record& r, const error& e) {
    ++values_;
    note(place_of(r) + e.message() + " (a value of revision "
         + std::to_string(r.what.rev) + ")");
  }

  /// A value that others can read.
  void note_unopened(const error& e) {
    if (report_.unopened++ == 0)
      report_.unopened_why = e.message();
  }

  /// How many of them; the rest of the damage is in the log.
  [[nodiscard]] std::size_t values() const noexcept {
    return values_;
  }

  /// Whether compaction has replaced a segment since it was listed: then what
  /// is missing, also a value in a file of its own, may have gone with it.
  [[nodiscard]] bool overtaken() const {
    const auto now = read_manifest(disk_, folder_);
    return now && *now
           && std::any_of(parts_.begin(), parts_.end(), [&](const auto& part) {
                return !(*now)->lists(part.name);
              });
  }

private:
  void note(std::string what) {
    report_.damage.push_back(std::move(what));
  }

  /// File and offset of a record, if what is said of its value names neither.
  std::string place_of(const placed_record& r) const {
    const auto behind = std::upper_bound(
      parts_.begin(), parts_.end(), r.what.rev,
      [](revision rev, const auto& part) { return rev < part.name.first; });
    if (r.what.is(external) || behind == parts_.begin())
      return {};
    return segment_path(segments_, (behind - 1)->name)
           + " is damaged at offset " + std::to_string(r.offset) + ": ";
  }

  /// Finds out what belongs to the log. The mark comes first: all before it
  /// stays as it is while we read, though a writer may go on behind it.
  result<void> look() {
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

  /// Without the key it is believed.
  result<std::optional<manifest>> read_list() const {
    auto listed =
      open_manifest(disk_, folder_, how_.documents.seals, !how_.sealed_list);
    return !listed && listed.failure().code() == errc::wrong_secret
             ? read_manifest(disk_, folder_)
             : listed;
  }

  result<void> list_segments() {
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
  result<std::vector<std::string>> take_parts(const manifest& listed) {
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

  result<void> read_mark() {
    auto lock = lock_file::observe(folder_ + "/lock");
    if (!lock)
      return lock.failure().code() == errc::not_found
               ? result<void>()
               : result<void>(lock.failure());
    auto mark = (*lock)->page().read();
    auto boot = system_boot_id();
    if (!mark || !boot)
      return mark ? boot.failure() : mark.failure();
    was_open_ = mark->has_value();
    if (*mark && (*mark)->mark.boot == *boot)
      mark_ = (*mark)->mark;
    return {};
  }

  /// Damage of a file is noted; anything else is a failure.
  bool tolerate(const error& e) {
    if (e.code() == errc::damaged)
      note(e.message());
    return e.code() == errc::damaged;
  }

  /// A store that was open once has a list of its segments.
  result<void> list_unlisted() {
    auto done = list_files();
    if (done && was_open_ && !parts_.empty())
      note(folder_ + "/MANIFEST is missing; opening to write makes it anew");
    return done;
  }

  /// Without a list: of each segment its newest form.
  result<void> list_files() {
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
  bool acknowledged(const hole& x) {
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
  bool opens() {
    auto parts = std::vector<log_part>(parts_);
    for (auto& part : parts)
      part.scan = &part == &parts.back();
    return find_log(disk_, segments_, parts, {}, {}).ok();
  }

  /// Whether what a sealed segment holds is what the manifest says of it.
  void
  watch(const segment_header* home, std::span<const placed_record> commit) {
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

  void check_tags() {
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
  void check_end() {
    if (!mark_ || report_.last >= mark_->last || !report_.damage.empty())
      return;
    note(segment_path(segments_, mark_->segment) + " went on to offset "
         + std::to_string(mark_->offset) + ": revisions "
         + std::to_string(report_.last + 1) + " to "
         + std::to_string(mark_->last) + " are missing");
  }

  disk& disk_;
  std::string folder_;
  std::string segments_;
  const store_reader& how_;
  std::vector<log_part> parts_;
  manifest listed_; ///< Empty if there is none.
  std::map<segment_name, record_tags> tags_;
  std::optional<durable_mark> mark_;
  bool was_open_ = false; ///< Under any boot, by a writer.
  report report_;
  std::size_t values_ = 0;
};

/// Whether this says nothing of the bytes, but that they are for others.
bool is_for_others(const error& e) {
  switch (e.code()) {
  case errc::wrong_secret:
  case errc::unsupported:
  case errc::newer_format:
  case errc::too_large:
    return true;
  default:
    return false;
  }
}

result<void> check_file(const blob_files& blobs, const record& r) {
  if (!r.is(external))
    return {};
  const auto reference = find_reference(r.blob);
  return reference ? blobs.check(*reference)
                   : error(errc::damaged, "a record names no file");
}

void check_document(const store_reader& how, const segment_header* home,
                    walker& walk, std::span<const placed_record> commit,
                    std::size_t place) {
  std::string room;
  const auto& r = commit[place];
  const auto opened = how.open(commit, place, home, room);
  const auto d =
    opened ? how.documents.decode(*opened) : result<document>(opened.failure());
  if (d)
    return;
  if (!is_for_others(d.failure())) {
    walk.note_value(r, d.failure());
    return;
  }
  if (auto checked = check_file(*how.documents.blobs, r.what); !checked)
    walk.note_value(r, checked.failure());
  else
    walk.note_unopened(d.failure());
}

/// With its keys made ready. A check of them that is damaged says nothing.
result<store_reader> reading(disk& where, const std::string& folder,
                             const codec_registry& codecs, bool needs_keys) {
  const auto keys = keys_of(codecs.encryptors);
  const auto who = read_identity(where, folder);
  if (who && (needs_keys || (keys && keys->size() > 0)))
    if (auto done = try_keys(*who, codecs, folder);
        !done && done.failure().code() != errc::damaged)
      return done.failure();
  auto how = store_reader();
  how.documents.codecs = codecs;
  how.documents.blobs = std::make_shared<blob_files>(where, folder + "/blobs");
  how.documents.seals = sealing(codecs, false);
  if (who) {
    how.log = who->log;
    how.sealed_list = who->encryption && who->encryption->sealed;
  }
  return how;
}

} // namespace

result<report>
verify_store(disk& where, const std::string& folder,
             const codec_registry& codecs, const progress& tell) {
  const auto how = reading(where, folder, codecs, false);
  if (!how)
    return how.failure();
  for (int attempt = 1;; ++attempt) {
    auto walk = walker(where, folder, *how);
    auto found = walk.run(
      [&](const segment_header* home,
          std::span<const placed_record> commit) -> result<void> {
        for (std::size_t i = 0; i < commit.size(); ++i)
          check_document(*how, home, walk, commit, i);
        return {};
      },
      tell);
    // A segment or a value is gone, and nothing else is wrong.
    const auto gone =
      found ? walk.values() > 0 && walk.values() == found->damage.size()
            : found.failure().code() == errc::not_found;
    if (!gone || !walk.overtaken())
      return found;
    if (attempt == most_attempts)
      return error(errc::busy, folder
                                 + " was compacted again and again while it "
                                   "was read; try again");
  }
}

result<report> salvage_store(
  disk& where, const std::string& folder, const codec_registry& codecs,
  const std::function<result<void>(std::span<const saved_edit>)>& visit,
  const progress& tell) {
  const auto how = reading(where, folder, codecs, true);
  if (!how)
    return how.failure();
  auto walk = walker(where, folder, *how);
  std::vector<saved_edit> saved;
  std::string room;
  std::optional<error> locked;
  auto is_saved = false;
  auto found = walk.run(
    [&](const segment_header* home,
        std::span<const placed_record> commit) -> result<void> {
      saved.clear();
      for (std::size_t i = 0; i < commit.size(); ++i) {
        const auto& r = commit[i];
        auto opened = how->open(commit, i, home, room);
        auto d = opened ? how->documents.decode(*opened) : opened.failure();
        if (d) {
          saved.push_back({std::string(opened->what.key), r.what.is(tombstone),
                           std::move(*d)});
          continue;
        }
        walk.note_value(r, d.failure());
        if (d.failure().code() == errc::wrong_secret)
          locked = d.failure();
      }
      is_saved = is_saved || !saved.empty();
      return saved.empty() ? result<void>() : visit(saved);
    },
    tell);
  if (found && locked && !is_saved)
    return *locked;
  return found;
}

} // namespace brine::journal
