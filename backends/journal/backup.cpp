// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/backup.hpp>
#include <brine/backends/journal/consumers.hpp>
#include <brine/backends/journal/listed_segment.hpp>
#include <brine/backends/journal/named_blobs.hpp>
#include <brine/backends/journal/segment_writer.hpp>
#include <brine/backends/journal/unfinished_backup.hpp>
#include <brine/core/hex.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

namespace brine::journal {

namespace {

constexpr std::uint64_t chunk_bytes = std::uint64_t{1} << 20;
constexpr const char* identity_name = "store.edn";

/// A folder by its real name, also if it is not there yet.
result<std::filesystem::path> real_name(const std::string& folder) {
  std::error_code failed;
  auto name = std::filesystem::absolute(folder, failed);
  if (!failed)
    name = std::filesystem::weakly_canonical(name, failed);
  if (failed)
    return error(errc::io_failed, folder + ": " + failed.message());
  return name.has_filename() ? name : name.parent_path();
}

/// Whether a folder lies in another one.
result<bool> is_below(const std::string& folder, const std::string& other) {
  const auto inner = real_name(folder);
  const auto outer = real_name(other);
  if (!inner || !outer)
    return inner ? outer.failure() : inner.failure();
  const auto [left, below] =
    std::mismatch(outer->begin(), outer->end(), inner->begin(), inner->end());
  return left == outer->end() && below != inner->end();
}

/// One backup.
class copier {
public:
  copier(const backup_source& from, std::string to, const host& store)
      : from_(from), to_(std::move(to)), store_(store), named_(from.folder) {}

  result<backup_report> run() {
    if (from_.who.encryption && !from_.seals.writes())
      return error(errc::wrong_secret,
                   from_.folder
                     + ": a copy's list of segments is sealed, which needs the "
                       "key to encrypt with (\"encryption-key\" or "
                       "\"passphrase\", not only former ones)");
    auto below = is_below(to_, from_.folder);
    if (!below)
      return below.failure();
    if (*below)
      return error(errc::bad_argument,
                   to_
                     + ": a backup does not go into the store's own folder, "
                       "which would be lost with it");
    if (auto done = take_place(); !done)
      return done.failure();
    auto made = copy_all();
    if (made)
      return made;
    auto why = made.failure();
    if (from_.check)
      if (auto still = from_.check(); !still)
        why = still.failure(); // what was missing had been removed
    if (auto done = clear(); !done)
      spdlog::warn(
        "{} holds a backup that was not finished; the next one there "
        "replaces it: {}",
        to_, done.failure().message());
    return why;
  }

private:
  result<backup_report> copy_all() {
    if (auto done = make_folders(); !done)
      return done.failure();
    manifest listed;
    listed.oldest = from_.log->oldest;
    const auto& segments = from_.log->segments;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const auto open = i + 1 == segments.size();
      if (open && is_unlisted(*segments[i])) {
        report_.last = segments[i]->bytes().name().first - 1;
        continue;
      }
      auto done = open ? copy_open(*segments[i]) : share_closed(segments[i]);
      if (!done)
        return done.failure();
      listed.segments.push_back(entry(segments[i]->bytes(), open));
    }
    if (auto done = share_blobs(); !done)
      return done.failure();
    if (auto done = copy_consumers(); !done)
      return done.failure();
    if (auto done = finish(listed); !done)
      return done.failure();
    return report_;
  }

  /// Makes the folder, or takes one that is empty or holds what an earlier
  /// backup left; anything else is refused, and left as it is. From here on no
  /// other backup works there.
  result<void> take_place() {
    auto found = look_at(from_.where, to_);
    auto marked = false;
    if (!found) {
      if (found.failure().code() == errc::not_a_store)
        if (auto there = is_there(from_.where, to_, backup_mark_name))
          marked = *there;
      if (!marked)
        return found.failure();
    } else if (*found == place::store) {
      return is_a_store();
    } else if (*found == place::nothing) {
      auto made = from_.where.make_directory(to_);
      if (!made && made.failure().code() != errc::store_exists)
        return made;
      made_folder_ = made.ok();
    }
    auto held = from_.where.lock(to_ + '/' + backup_mark_name);
    if (!held) {
      leave_folder();
      return held.failure().code() == errc::store_in_use ? error(
               errc::store_in_use, to_ + ": another backup is being made there")
                                                         : held.failure();
    }
    mark_ = std::move(*held);
    auto named = is_there(from_.where, to_, identity_name);
    // Another backup may have been finished meanwhile.
    const auto finished = named && *named;
    auto done = !named     ? result<void>(named.failure())
                : finished ? result<void>(is_a_store())
                           : prepare();
    if (!done && (finished || !marked)) {
      static_cast<void>(from_.where.remove(to_ + '/' + backup_mark_name));
      leave_folder();
    }
    return done;
  }

  /// Makes the mark durable before anything lies beside it.
  result<void> prepare() {
    if (auto done = from_.where.sync_directory(to_); !done)
      return done;
    return remove_unfinished(from_.where, to_);
  }

  [[nodiscard]] error is_a_store() const {
    return {errc::store_exists, "there already is a store at " + to_};
  }

  void leave_folder() {
    // Not ours any more if somebody has put something there.
    if (made_folder_)
      static_cast<void>(from_.where.remove_directory(to_));
  }

  result<void> make_folders() {
    for (const auto* name : backup_folder_names)
      if (auto done = from_.where.make_directory(to_ + '/' + name); !done)
        return done;
    return {};
  }

  /// Takes back what was made. First it is no store any more, at last no
  /// unfinished backup.
  result<void> clear() {
    auto named = is_there(from_.where, to_, identity_name);
    if (!named)
      return named.failure();
    if (*named && naming_) {
      if (auto done = from_.where.remove(to_ + '/' + identity_name); !done)
        return done;
      if (auto done = from_.where.sync_directory(to_); !done)
        return done;
    }
    if (auto done = remove_unfinished(from_.where, to_); !done)
      return done;
    if (auto done = from_.where.remove(to_ + '/' + backup_mark_name); !done)
      return done;
    return made_folder_ ? from_.where.remove_directory(to_) : result<void>();
  }

  /// Whether it is empty, and not the one in the manifest: nobody checked then
  /// who made it.
  [[nodiscard]] bool is_unlisted(const stored_segment& s) const {
    const auto& bytes = s.bytes();
    return s.readable() <= segment_header_size
           && std::none_of(
             from_.listed.segments.begin(), from_.listed.segments.end(),
             [&](const live_segment& x) {
               return x.name == bytes.name()
                      && check_listed(bytes.path(), bytes.header(), x);
             });
  }

  [[nodiscard]] live_segment entry(const segment& s, bool open) const {
    live_segment x;
    x.name = s.name();
    x.id = s.header().id;
    x.log = s.header().log;
    x.sealed = s.header().sealed;
    for (const auto& known : from_.listed.segments)
      if (known.name == x.name && known.closed && !open)
        x = known;
    return x;
  }

  result<void> share_closed(const ref<stored_segment>& s) {
    if (auto done = named_.note_all(from_.where, s); !done)
      return done;
    const auto name = "segments/" + to_string(s->bytes().name());
    if (auto done = share(name + ".log", s->readable()); !done)
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

  /// Not shared, since people may edit it. Nobody may be registered.
  result<void> copy_consumers() {
    const auto path = from_.folder + '/' + consumers_file;
    auto there = is_there(from_.where, from_.folder, consumers_file);
    if (!there)
      return there.failure();
    return *there ? copy(path, to_ + '/' + consumers_file) : result<void>();
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
      for (const auto& r : cursor.commit())
        if (auto done = named_.note(r.what); !done)
          return done;
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

  /// Those that what was copied names: without one of them it is not whole.
  result<void> share_blobs() {
    const auto blobs = blob_files(from_.where, from_.folder + "/blobs");
    for (const auto& [name, x] : named_.all()) {
      if (auto done = blobs.find(x); !done)
        return done;
      if (auto done = share("blobs/" + to_hex(name), x.length); !done)
        return done;
    }
    return {};
  }

  /// Without its identity it is no store.
  result<void> finish(const manifest& listed) {
    for (auto name : {"/segments", "/blobs"})
      if (auto done = from_.where.sync_directory(to_ + name); !done)
        return done;
    if (auto done = write_manifest(from_.where, to_, listed, from_.seals);
        !done)
      return done;
    if (auto done = from_.where.sync_directory(parent_of(to_)); !done)
      return done;
    if (from_.check)
      if (auto done = from_.check(); !done)
        return done;
    auto who = from_.who;
    who.clean = true;
    who.backup = true;
    naming_ = true;
    if (auto done = write_identity(from_.where, to_, who); !done)
      return done;
    if (auto done = from_.where.remove(to_ + '/' + backup_mark_name); !done)
      return done;
    // It is whole, and whoever comes now finds a store.
    if (auto done = from_.where.sync_directory(to_); !done)
      spdlog::warn("{}: the backup is whole, but {} may come back: {}", to_,
                   backup_mark_name, done.failure().message());
    return {};
  }

  const backup_source& from_;
  std::string to_;
  const host& store_;
  named_blobs named_;               ///< By what was copied of the log.
  std::unique_ptr<file_lock> mark_; ///< Held until all is done.
  bool made_folder_ = false;
  bool naming_ = false; ///< `store.edn` there, if any, is ours.
  backup_report report_;
};

} // namespace

result<backup_report> copy_store(const backup_source& from,
                                 const std::string& folder, const host& store) {
  return copier(from, folder, store).run();
}

} // namespace brine::journal
