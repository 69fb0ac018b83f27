// SPDX-License-Identifier: MIT
#include <brine/backends/journal/find_manifest.hpp>
#include <brine/backends/journal/journal_reader.hpp>
#include <brine/backends/journal/listed_segment.hpp>
#include <brine/backends/journal/moved_values.hpp>
#include <brine/backends/journal/recovery.hpp>
#include <brine/backends/journal/store_keys.hpp>

#include <algorithm>
#include <cstdlib>

namespace brine::journal {

result<std::unique_ptr<backend>> journal_reader::open(options o) {
  auto made = std::make_unique<journal_reader>(std::move(o));
  if (auto done = made->prepare(); !done)
    return done.failure();
  return std::unique_ptr<backend>(std::move(made));
}

journal_reader::journal_reader(options o)
    : options_(std::move(o)),
      disk_(options_.where ? options_.where : &posix_disk()),
      segments_(options_.folder), keeper_(options_) {}

std::string journal_reader::in_folder(std::string_view name) const {
  return options_.folder + '/' + std::string(name);
}

abilities journal_reader::can() const noexcept {
  abilities a;
  a.writable = false;
  a.durable = true;
  a.durable_history = true;
  a.encoded = true;
  return a;
}

writer& journal_reader::writer() noexcept {
  std::abort(); // who asks for it breaks the precondition
}

result<backup_source> journal_reader::now() {
  if (auto done = prepare(); !done)
    return done.failure();
  return backup_source{*disk_,    options_.folder, *who(),
                       manifest_, segments_.now(), segments_.documents().seals,
                       {}};
}

result<void> journal_reader::prepare() {
  auto found = look_at(*disk_, options_.folder);
  if (!found)
    return found.failure();
  if (*found != place::store)
    return error(errc::store_missing, "there is no store at " + options_.folder
                                        + " (`open` and `create` make one)");
  if (auto done = read_who(); !done)
    return done;
  if (auto there = find_log_folder(*disk_, options_.folder); !there)
    return there;
  auto known = *who();
  if (auto done = ready_keys(known, options_.codecs, false, options_.folder);
      !done)
    return done;
  auto how = std::make_shared<decoder>();
  how->codecs = options_.codecs;
  how->seals = sealing(options_.codecs, known.encryption.has_value());
  how->blobs = std::make_shared<blob_files>(*disk_, in_folder("blobs"));
  // Also for those who keep a place longer than the store is open.
  auto moved = std::make_shared<moved_values>(
    *disk_, options_.folder, std::make_shared<decoder>(*how),
    !(known.encryption && known.encryption->sealed));
  how->elsewhere = [moved](const auto& r, const auto& home, const auto& why) {
    return moved->find(r, home, why);
  };
  segments_.decode_with(std::move(how));
  for (;;) {
    auto found_end = find_end();
    if (!found_end)
      return found_end.failure();
    if (*found_end)
      return {};
  }
}

/// Finds out how far may be read; false if the first writer came meanwhile.
result<bool> journal_reader::find_end() {
  auto page = lock_file::observe(in_folder("lock"));
  if (page)
    lock_ = std::move(*page);
  else if (page.failure().code() != errc::not_found)
    return page.failure();
  auto seen = look();
  if (!seen)
    return seen.failure();
  if (!*seen && sequence_ == 0)
    return look_without_writer();
  return true;
}

/// Takes in the newest mark; false if there is none that is new.
result<bool> journal_reader::look() {
  // Compaction may remove what a mark or the manifest just named; then there
  // is a newer one.
  constexpr int attempts = 100;
  for (int i = 1;; ++i) {
    auto seen = try_look();
    if (seen || seen.failure().code() != errc::not_found)
      return seen;
    if (i == attempts)
      return error(errc::damaged, seen.failure().message());
  }
}

result<bool> journal_reader::try_look() {
  if (!lock_)
    return false;
  auto mark = lock_->page().read();
  if (!mark)
    return mark.failure();
  auto boot = options_.boot();
  if (!boot)
    return boot.failure();
  if (!*mark || (*mark)->mark.boot != *boot || (*mark)->sequence == sequence_)
    return false;
  const auto& now = (*mark)->mark;
  if (sequence_ != 0 && now.log != who()->log)
    return error(errc::history_lost,
                 options_.folder
                   + ": the writer took a new log id; open the "
                     "store again");
  const auto log = segments_.now();
  // Nothing is in it yet, whatever frames say that it was closed: the next
  // writer may have made it anew.
  const auto end = now.frame == 0 ? segment_header_size : now.offset;
  // Another writer may have made its last segment anew under the same name,
  // and so may this one if nothing was in it.
  const auto known = !log->segments.empty() && now.pid == writer_
                     && log->segments.back()->bytes().name() == now.segment
                     && log->segments.back()->readable() > segment_header_size;
  auto done = known ? log->segments.back()->extend_to(end, *disk_)
                    : enter_segments(now.segment, end);
  if (!done)
    return done.failure();
  sequence_ = (*mark)->sequence;
  writer_ = now.pid;
  last_.store(now.last, std::memory_order_release);
  return true;
}

/// No writer ran since the machine started: all that is whole counts.
result<bool> journal_reader::look_without_writer() {
  auto listed = open_list();
  if (!listed)
    return listed.failure();
  if (!*listed)
    return look_without_list();
  std::vector<log_part> parts;
  for (const auto& s : (*listed)->segments)
    parts.push_back({s.name, !s.closed, s.last});
  auto found = find_log(*disk_, in_folder("segments"), parts, {}, {});
  if (!found)
    return found.failure();
  if (!found->segments.empty())
    if (auto done =
          enter_segments(found->segments.back()->name(), found->end.offset);
        !done)
      return done.failure();
  last_.store(found->report.last, std::memory_order_release);
  return true;
}

/// Either nothing was ever written, or the list is lost; false if it is there
/// now.
result<bool> journal_reader::look_without_list() {
  auto names = disk_->list(in_folder("segments"));
  if (!names)
    return names.failure();
  std::vector<log_part> parts;
  for (const auto& text : *names)
    if (auto name = parse_segment_name(text, ".log"))
      parts.push_back({*name, true, 0});
  auto found = find_log(*disk_, in_folder("segments"), parts, {}, {});
  if (found && found->report.last == 0) {
    if (auto done = read_who(); !done)
      return done.failure();
    return true;
  }
  // The first writer makes the list before it writes a commit.
  auto listed = open_list();
  if (!listed)
    return listed.failure();
  if (*listed)
    return false;
  // Without a list it cannot be told what is damaged.
  if (found || found.failure().code() == errc::damaged)
    return missing_list();
  return found.failure();
}

error journal_reader::missing_list() const {
  return {errc::damaged,
          in_folder("MANIFEST") + " is missing; opening to write makes it"};
}

/// The list of segments, if it may be believed.
result<std::optional<manifest>> journal_reader::open_list() const {
  const auto known = who();
  const auto was_sealed = known->encryption && known->encryption->sealed;
  auto listed = open_manifest(*disk_, options_.folder,
                              segments_.documents().seals, !was_sealed);
  if (listed && !*listed && was_sealed)
    return lost_list(options_.folder);
  return listed;
}

result<void> journal_reader::read_who() {
  auto found = read_identity(*disk_, options_.folder);
  if (!found)
    return found.failure();
  const auto known = std::make_shared<const identity>(std::move(*found));
  {
    const auto guard = std::lock_guard(who_mutex_);
    who_ = known;
  }
  // A writer may have given the store its first key meanwhile.
  return unlock_keys(*known, options_.codecs, options_.folder);
}

std::shared_ptr<const identity> journal_reader::who() const {
  const auto guard = std::lock_guard(who_mutex_);
  return who_;
}

/// Lists the segments anew, the last of which may be read up to `open_end`;
/// `not_found` if compaction overtook us.
result<void> journal_reader::enter_segments(const segment_name& open_one,
                                            std::uint64_t open_end) {
  if (auto done = read_who(); !done)
    return done;
  auto listed = open_list();
  if (!listed)
    return listed.failure();
  if (!*listed)
    return missing_list();
  auto found = std::move(**listed);
  // What came later is not to be seen yet.
  std::erase_if(found.segments,
                [&](const auto& s) { return s.name > open_one; });
  if (found.segments.empty() || found.segments.back().name != open_one)
    return error(errc::not_found, in_folder("MANIFEST") + " does not list "
                                    + to_string(open_one) + ".log");
  found.segments.back().closed = false;
  live_log log;
  log.oldest = found.oldest;
  for (const auto& s : found.segments) {
    auto entered = enter(s, s.closed ? s.length : open_end);
    if (!entered)
      return entered.failure();
    if (s.closed)
      (*entered)->shared_bytes()->set_last(s.last);
    log.segments.push_back(std::move(*entered));
  }
  manifest_ = std::move(found);
  segments_.assign(std::move(log));
  return {};
}

/// The segment as it is known already, or opened; may be read up to `end`.
result<ref<stored_segment>>
journal_reader::enter(const live_segment& s, std::uint64_t end) {
  auto found = segments_.now()->at(s.name.first);
  // An empty one may have been made anew, and not be listed yet.
  const auto empty = end <= segment_header_size;
  const auto known =
    found && found->bytes().name() == s.name
    && found->bytes().header().id == s.id
    && (empty
        || check_listed(found->bytes().path(), found->bytes().header(), s));
  if (!known) {
    auto opened = empty ? open_segment(*disk_, in_folder("segments"), s.name)
                        : open_listed(*disk_, in_folder("segments"), s);
    if (!opened)
      return opened.failure();
    found = segments_.stored(*opened);
  }
  if (auto done = found->extend_to(end, *disk_); !done)
    return done.failure();
  return found;
}

// -- reading ------------------------------------------------------------------

result<void> journal_reader::load(const key_visitor& visit) {
  auto loader = index_loader({disk_, options_.folder, who()->log, false, &time_,
                              last_.load(std::memory_order_acquire)},
                             manifest_, segments_, visit);
  auto parts = loader.begin();
  if (!parts)
    return parts.failure();
  const auto visit_scanned = loader.scanned();
  for (const auto& part : *parts) {
    auto done = part.scan   ? scan(part.name, visit_scanned)
                : part.show ? part.show(part.opened)
                            : result<void>();
    if (!done)
      return done;
  }
  return loader.finish(last_.load(std::memory_order_acquire));
}

result<void>
journal_reader::scan(const segment_name& name, const commit_visitor& visit) {
  const auto home = segments_.now()->at(name.first);
  std::vector<std::byte> scratch;
  auto bytes = home->bytes().read(0, home->readable(), scratch);
  if (!bytes)
    return bytes.failure();
  auto cursor = segment_cursor(*bytes, home->bytes().header());
  for (;;) {
    switch (cursor.next()) {
    case segment_cursor::step::end:
      return home->check_end(cursor);
    case segment_cursor::step::bad:
      return error_at(home->bytes().path(), cursor.bad_offset(), cursor.why());
    case segment_cursor::step::commit:
      if (auto done = visit(home->shared_bytes(), cursor.commit()); !done)
        return done;
    }
  }
}

history_bounds journal_reader::bounds() const {
  return {who()->log, segments_.now()->oldest,
          last_.load(std::memory_order_acquire), time_.load()};
}

result<std::unique_ptr<history_reader>>
journal_reader::history(revision after, edit_filter filter) {
  if (const auto oldest = segments_.now()->oldest; after + 1 < oldest)
    return lost_history(options_.folder, after, oldest);
  return std::unique_ptr<history_reader>(
    new journal_history(segments_, after, std::move(filter)));
}

result<revision> journal_reader::resume(const log_id& log, revision rev) {
  return resume_stream(options_.folder, *who(), bounds(), log, rev);
}

result<bool> journal_reader::follow(std::chrono::milliseconds timeout) {
  if (!lock_) {
    auto page = lock_file::observe(in_folder("lock"));
    if (!page)
      return page.failure().code() == errc::not_found ? result<bool>(false)
                                                      : page.failure();
    lock_ = std::move(*page);
  }
  static_cast<void>(lock_->page().wait(sequence_, timeout));
  return look();
}

result<std::optional<document>>
journal_reader::version(std::string_view key, revision rev) {
  if (rev == 0)
    return std::optional<document>();
  return find_version(segments_, key, rev);
}

} // namespace brine::journal
