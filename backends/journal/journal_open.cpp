// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/find_manifest.hpp>
#include <brine/backends/journal/journal_backend.hpp>
#include <brine/backends/journal/listed_segment.hpp>
#include <brine/backends/journal/store_keys.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>

// How a journal is opened; see docs/journal-files.md.
namespace brine::journal {

namespace {

/// What the manifest lists is there, or the store is damaged.
error of_listed(const error& e) {
  return e.code() == errc::not_found ? error(errc::damaged, e.message()) : e;
}

} // namespace

result<std::unique_ptr<backend>>
journal_backend::open(options o, open_how how) {
  auto made = std::make_unique<journal_backend>(std::move(o));
  if (auto done = made->prepare(how); !done)
    return done.failure();
  return std::unique_ptr<backend>(std::move(made));
}

result<void> journal_backend::prepare(open_how how) {
  auto found = look_at(*disk_, options_.folder);
  if (!found)
    return found.failure();
  if (*found != place::store && how == open_how::existing)
    return error(errc::store_missing, "there is no store at " + options_.folder
                                        + " (`open` and `create` make one)");
  if (*found == place::store && how == open_how::fresh)
    return error(errc::store_exists,
                 "there already is a store at " + options_.folder);
  if (*found == place::nothing)
    if (auto done = disk_->make_directory(options_.folder); !done)
      return done;
  auto lock = options_.where ? lock_file::in_memory()
                             : lock_file::acquire(in_folder("lock"));
  if (!lock)
    return lock.failure();
  lock_ = std::move(*lock);
  auto made =
    *found == place::store ? make_folders({"blobs", "checkpoints"}) : make();
  if (!made)
    return made;
  // Whoever made or renamed what is found may have died before it was durable;
  // nothing is built on it before.
  if (auto done = disk_->sync_directory(options_.folder); !done)
    return done;
  return read_side_files();
}

/// Makes those that are missing: whoever copied a store may have left out
/// empty ones.
result<void>
journal_backend::make_folders(std::initializer_list<const char*> names) {
  for (const auto* name : names) {
    auto there = disk_->look_up(in_folder(name));
    if (!there)
      return there.failure();
    if (*there == disk::entry::none)
      if (auto done = disk_->make_directory(in_folder(name)); !done)
        return done;
  }
  return {};
}

/// Makes an empty store. Its identity comes last: without it there is none.
result<void> journal_backend::make() {
  if (auto done = make_folders({"segments", "blobs", "checkpoints"}); !done)
    return done;
  if (auto done = disk_->sync_directory(options_.folder); !done)
    return done;
  if (auto done = disk_->sync_directory(parent_of(options_.folder)); !done)
    return done;
  identity fresh;
  fresh.id = new_store_id();
  fresh.log = new_log_id();
  fresh.codecs = names_of(options_.fresh);
  return write_identity(*disk_, options_.folder, fresh);
}

result<void> journal_backend::read_side_files() {
  auto who = read_identity(*disk_, options_.folder);
  if (!who)
    return who.failure();
  identity_ = std::move(*who);
  if (auto there = find_log_folder(*disk_, options_.folder); !there)
    return there;
  if (auto done = read_keys(); !done)
    return done;
  auto how = std::make_shared<decoder>();
  how->codecs = options_.codecs;
  how->seals = sealing(options_.codecs, identity_.encryption.has_value());
  auto boot = options_.boot();
  if (!boot)
    return boot.failure();
  boot_ = *boot;
  differs_ = history_may_differ(identity_, boot_);
  distrust_ = !identity_.clean && identity_.boot == boot_;
  if (distrust_)
    read_mark();
  const auto was_sealed = identity_.encryption && identity_.encryption->sealed;
  auto listed = find_manifest(*disk_, options_.folder, how->seals, was_sealed);
  if (!listed)
    return listed.failure();
  const auto has_plain =
    std::any_of(listed->segments.begin(), listed->segments.end(),
                [](const live_segment& s) { return !s.sealed; });
  if (how->seals.writes() && !was_sealed && has_plain)
    spdlog::warn("{}: what is in this log was not sealed; it is believed, and "
                 "stays plain until it is rekeyed",
                 options_.folder);
  manifest_.assign(std::move(*listed), how->seals);
  segments_.set_oldest(manifest_.now().oldest);
  if (auto done = keeper_.read_consumers(); !done)
    return done;
  if (auto done = remove_strays(); !done)
    return done;
  blobs_ = std::make_shared<blob_files>(*disk_, in_folder("blobs"));
  how->blobs = blobs_;
  segments_.decode_with(std::move(how));
  return {};
}

/// What a store gets with its first key, or with another, is durable before
/// anything is sealed.
result<void> journal_backend::read_keys() {
  const auto before = identity_.encryption;
  if (auto done = ready_keys(identity_, options_.codecs, true, options_.folder);
      !done)
    return done;
  return identity_.encryption == before
           ? result<void>()
           : write_identity(*disk_, options_.folder, identity_);
}

result<void> journal_backend::remove_strays() {
  auto strays =
    journal::remove_strays(*disk_, options_.folder, manifest_.now());
  if (!strays)
    return strays.failure();
  for (const auto& path : *strays)
    spdlog::info("removed {}, which the store does not list", path);
  return {};
}

/// Learns how far the writer came that died under this boot.
void journal_backend::read_mark() {
  auto found = lock_->page().read();
  if (!found) {
    spdlog::warn("{}; whether the log's end is whole, the log alone tells",
                 found.failure().message());
    return;
  }
  if (!*found)
    return;
  const auto& mark = (*found)->mark;
  if (mark.log == identity_.log && mark.boot == boot_)
    known_ = known_batch{mark.segment, mark.frame, mark.synced, mark.last};
}

// -- the log ------------------------------------------------------------------

result<void> journal_backend::load(const key_visitor& visit) {
  const auto listed = manifest_.now();
  auto blobs = has_blobs();
  if (!blobs)
    return blobs.failure();
  auto loader =
    index_loader({disk_, options_.folder, identity_.log, *blobs, &time_},
                 listed, segments_, visit);
  if (auto done = open_log(loader); !done)
    return done;
  if (*blobs)
    if (auto done = remove_unnamed_blobs(loader); !done)
      return done;
  keeper_.begin(loader.checkpointed());
  return note_opening();
}

result<bool> journal_backend::has_blobs() const {
  auto names = disk_->list(in_folder("blobs"));
  if (!names)
    return names.failure();
  return !names->empty();
}

result<void> journal_backend::remove_unnamed_blobs(const index_loader& loader) {
  auto removed =
    blobs_->remove_unnamed([&](const std::array<std::uint8_t, 16>& name) {
      return loader.names(name);
    });
  if (!removed)
    return removed.failure();
  if (*removed > 0)
    spdlog::info("{}: removed {} values that no record names", options_.folder,
                 *removed);
  return {};
}

result<void> journal_backend::open_log(index_loader& loader) {
  auto parts = loader.begin();
  if (!parts)
    return of_listed(parts.failure());
  log_options o;
  o.segment_bytes = options_.segment_bytes;
  const auto next_log = new_log_id();
  o.log = differs_ ? next_log : identity_.log;
  o.sealed = segments_.documents().seals.writes() != nullptr;
  o.known = known_;
  o.distrust_cache = distrust_;
  o.on_new_segment = [this](const ref<segment>& fresh, std::uint64_t ended_at) {
    return on_new_segment(fresh, ended_at);
  };
  auto opened = log_writer::open(*disk_, in_folder("segments"), std::move(o),
                                 *parts, loader.scanned());
  if (!opened)
    return of_listed(opened.failure());
  log_.emplace(std::move(*opened));
  const auto& report = log_->report();
  if (report.torn)
    spdlog::warn("{}: cut a torn end at offset {} behind revision {}: {}",
                 report.torn->path, report.torn->offset, report.torn->last,
                 report.torn->why);
  if (auto whole = loader.finish(report.last); !whole)
    return whole;
  last_.store(report.last, std::memory_order_release);
  // What was acknowledged, readers may have seen: another change must not come
  // under its revision.
  const auto lost = known_ && report.last < known_->last;
  if (differs_ || lost) {
    const auto copied = identity_.backup;
    take_log(identity_, next_log, report.last);
    if (lost)
      spdlog::warn("{}: what was acknowledged after revision {} is lost, up to "
                   "{}; the history goes on under a new log id",
                   options_.folder, report.last, known_->last);
    else if (copied)
      spdlog::info(
        "{} is a copy, and whole; it goes on by itself from revision "
        "{}, under a log id of its own",
        options_.folder, report.last);
    else
      spdlog::warn("{}: the end of the history may be lost; it goes on under a "
                   "new log id from revision {}",
                   options_.folder, report.last);
  }
  return segments_.documents().seals.writes() ? seal_log() : result<void>();
}

/// Sealed records stand in segments of their own, under the log id that they
/// vouch for, and the manifest vouches for those.
result<void> journal_backend::seal_log() {
  const auto& now = log_->current()->header();
  const auto listed = manifest_.now().segments.back();
  const auto as_listed = listed.name == now.name
                         && check_listed(log_->current()->path(), now, listed);
  if (now.sealed && now.log == identity_.log && as_listed)
    return {};
  return log_->begin_anew(identity_.log);
}

/// Says that the store is open, and how it is written.
result<void> journal_backend::note_opening() {
  for (const auto& s : log_->segments())
    segments_.add(s);
  log_->forget_closed();
  for (const auto& listed : manifest_.now().segments)
    segments_.now()
      ->at(listed.name.first)
      ->set_readable(listed.closed ? listed.length : log_->end_offset());
  identity_.boot = boot_;
  identity_.codecs = names_of(options_.fresh);
  identity_.clean = false;
  identity_.backup = false;
  // The manifest was written since there is a key.
  if (segments_.documents().seals.writes())
    identity_.encryption->sealed = true;
  identity_.fsync = options_.fsync == fsync_level::always     ? "always"
                    : options_.fsync == fsync_level::interval ? "interval"
                                                              : "never";
  if (auto done = write_identity(*disk_, options_.folder, identity_); !done)
    return done;
  publish_mark();
  return {};
}

} // namespace brine::journal
