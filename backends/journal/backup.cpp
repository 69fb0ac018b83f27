// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/backup.hpp>
#include <brine/backends/journal/consumers.hpp>
#include <brine/backends/journal/segment_writer.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace brine::journal {

namespace {

constexpr std::uint64_t chunk_bytes = std::uint64_t{1} << 20;

/// Stands in the folder until the copy is a store: all that lies beside it was
/// made by a backup.
constexpr const char* mark_name = "BACKUP-UNFINISHED";
constexpr const char* identity_name = "store.edn";
constexpr const char* folder_names[] = {"segments", "blobs", "checkpoints"};

result<void> remove_files(disk& where, const std::string& folder,
                          std::string_view but = {}) {
  auto names = where.list(folder);
  if (!names)
    return names.failure();
  for (const auto& name : *names)
    if (name != but)
      if (auto done = where.remove(folder + '/' + name); !done)
        return done;
  return {};
}

result<bool>
is_there(disk& where, const std::string& folder, const char* name) {
  auto found = where.look_up(folder + '/' + name);
  if (!found)
    return found.failure();
  return *found != disk::entry::none;
}

/// Empties a folder in which a backup was not finished. First it is no store
/// any more, at last no unfinished backup.
result<void> remove_unfinished(disk& where, const std::string& folder) {
  auto named = is_there(where, folder, identity_name);
  if (!named)
    return named.failure();
  if (*named) {
    if (auto done = where.remove(folder + '/' + identity_name); !done)
      return done;
    if (auto done = where.sync_directory(folder); !done)
      return done;
  }
  for (const auto* name : folder_names) {
    auto there = is_there(where, folder, name);
    if (!there)
      return there.failure();
    if (!*there)
      continue;
    if (auto done = remove_files(where, folder + '/' + name); !done)
      return done;
    if (auto done = where.remove_directory(folder + '/' + name); !done)
      return done;
  }
  if (auto done = remove_files(where, folder, mark_name); !done)
    return done;
  return remove_files(where, folder);
}

/// One backup.
class copier {
public:
  copier(const backup_source& from, std::string to, const host& store)
      : from_(from), to_(std::move(to)), store_(store) {}

  result<backup_report> run() {
    auto found = free_place();
    if (!found)
      return found.failure();
    auto made = copy_all(*found);
    if (made)
      return made;
    auto why = made.failure();
    if (from_.check)
      if (auto still = from_.check(); !still)
        why = still.failure(); // what was missing had been removed
    if (auto done = clear(*found); !done)
      spdlog::warn(
        "{} holds a backup that was not finished; the next one there "
        "replaces it: {}",
        to_, done.failure().message());
    return why;
  }

private:
  result<backup_report> copy_all(place found) {
    if (auto done = begin(found); !done)
      return done.failure();
    manifest listed;
    listed.oldest = from_.log->oldest;
    const auto& segments = from_.log->segments;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const auto open = i + 1 == segments.size();
      auto done = open ? copy_open(*segments[i]) : share_closed(*segments[i]);
      if (!done)
        return done.failure();
      listed.segments.push_back(entry(segments[i]->bytes(), open));
    }
    if (auto done = share_blobs(); !done)
      return done.failure();
    // Nobody may be registered.
    if (auto done = share(consumers_file, 0);
        !done && done.failure().code() != errc::not_found)
      return done.failure();
    if (auto done = finish(listed); !done)
      return done.failure();
    return report_;
  }

  /// Looks at what is at the place, which is nothing or an empty folder, or
  /// what an earlier backup left. Anything else is refused.
  result<place> free_place() {
    auto found = look_at(from_.where, to_);
    if (!found && found.failure().code() == errc::not_a_store) {
      auto marked = is_there(from_.where, to_, mark_name);
      if (!marked || !*marked)
        return found;
      if (auto done = remove_unfinished(from_.where, to_); !done)
        return done.failure();
      return place::empty;
    }
    if (found && *found == place::store)
      return error(errc::store_exists, "there already is a store at " + to_);
    return found;
  }

  /// Makes the folders, first of all the mark.
  result<void> begin(place found) {
    if (found == place::nothing)
      if (auto done = from_.where.make_directory(to_); !done)
        return done;
    auto mark = from_.where.open(to_ + '/' + mark_name, open_mode::create);
    if (!mark)
      return mark.failure();
    if (auto done = from_.where.sync_directory(to_); !done)
      return done;
    for (const auto* name : folder_names) {
      auto there = is_there(from_.where, to_, name);
      if (!there)
        return there.failure();
      if (!*there)
        if (auto done = from_.where.make_directory(to_ + '/' + name); !done)
          return done;
    }
    return {};
  }

  /// Leaves the place as it was found.
  result<void> clear(place found) {
    auto there = from_.where.look_up(to_);
    if (!there || *there == disk::entry::none)
      return there ? result<void>() : there.failure();
    if (auto done = remove_unfinished(from_.where, to_); !done)
      return done;
    return found == place::nothing ? from_.where.remove_directory(to_)
                                   : result<void>();
  }

  [[nodiscard]] live_segment entry(const segment& s, bool open) const {
    live_segment x;
    x.name = s.name();
    x.id = s.header().id;
    for (const auto& known : from_.listed.segments)
      if (known.name == x.name && known.closed && !open)
        x = known;
    return x;
  }

  result<void> share_closed(const stored_segment& s) {
    const auto name = "segments/" + to_string(s.bytes().name());
    if (auto done = share(name + ".log", s.readable()); !done)
      return done;
    auto index = from_.where.look_up(from_.folder + '/' + name + ".idx");
    if (!index)
      return index.failure();
    return *index == disk::entry::file ? share(name + ".idx", 0)
                                       : result<void>();
  }

  /// A second name for the same file, or else a copy.
  result<void> share(const std::string& name, std::uint64_t counted) {
    const auto path = from_.folder + '/' + name;
    auto linked = from_.where.link(path, to_ + '/' + name);
    if (!linked)
      return copy(path, to_ + '/' + name);
    report_.linked += counted;
    return {};
  }

  result<void> copy(const std::string& path, const std::string& to) {
    auto source = from_.where.open(path, open_mode::read);
    if (!source)
      return source.failure();
    auto made = from_.where.open(to, open_mode::create);
    if (!made)
      return made.failure();
    std::vector<std::byte> buffer(chunk_bytes);
    for (std::uint64_t at = 0;;) {
      if (store_.closing())
        return error(errc::store_closed, "the store is closing");
      auto n = (*source)->read_at(at, buffer);
      if (!n)
        return n.failure();
      if (auto done = (*made)->write_at(at, bytes_view(buffer).first(*n));
          !done)
        return done;
      at += *n;
      report_.copied += *n;
      if (*n < buffer.size())
        return (*made)->sync();
    }
  }

  /// Of the segment that is written: what may be read, and a clean end.
  result<void> copy_open(const stored_segment& s) {
    std::vector<std::byte> scratch;
    auto bytes = s.bytes().read(
      0, std::max<std::uint64_t>(s.readable(), segment_header_size), scratch);
    if (!bytes)
      return bytes.failure();
    auto cursor = segment_cursor(*bytes, s.bytes().header());
    while (true) {
      auto step = cursor.next();
      if (step == segment_cursor::step::bad)
        return error_at(s.bytes().path(), cursor.bad_offset(), cursor.why());
      if (step == segment_cursor::step::end)
        break;
    }
    const auto folder = to_ + "/segments";
    auto made = from_.where.open(segment_path(folder, s.bytes().name()),
                                 open_mode::create);
    if (!made)
      return made.failure();
    if (auto done = (*made)->write_at(0, *bytes); !done)
      return done;
    segment_end end;
    end.offset = bytes->size();
    end.frames = cursor.frames();
    end.last_frame = cursor.last_frame();
    end.last = cursor.last();
    auto writer =
      segment_writer::resume(from_.where, folder, s.bytes().header(), end);
    if (!writer)
      return writer.failure();
    report_.last = end.last;
    report_.copied += bytes->size();
    return writer->mark_clean();
  }

  /// Also those that were written after what may be read: opening the backup
  /// removes what no record names.
  result<void> share_blobs() {
    auto names = from_.where.list(from_.folder + "/blobs");
    if (!names)
      return names.failure();
    for (const auto& name : *names) {
      auto done = share("blobs/" + name, 0);
      // Gone meanwhile: then nothing listed names it.
      if (!done && done.failure().code() != errc::not_found)
        return done;
    }
    return {};
  }

  /// Without its identity it is no store.
  result<void> finish(const manifest& listed) {
    for (auto name : {"/segments", "/blobs"})
      if (auto done = from_.where.sync_directory(to_ + name); !done)
        return done;
    if (auto done = write_manifest(from_.where, to_, listed); !done)
      return done;
    if (auto done = from_.where.sync_directory(parent_of(to_)); !done)
      return done;
    if (from_.check)
      if (auto done = from_.check(); !done)
        return done;
    auto who = from_.who;
    who.clean = true;
    who.backup = true;
    if (auto done = write_identity(from_.where, to_, who); !done)
      return done;
    return from_.where.remove(to_ + '/' + mark_name);
  }

  const backup_source& from_;
  std::string to_;
  const host& store_;
  backup_report report_;
};

} // namespace

result<backup_report> copy_store(const backup_source& from,
                                 const std::string& folder, const host& store) {
  return copier(from, folder, store).run();
}

} // namespace brine::journal
