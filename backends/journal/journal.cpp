// SPDX-License-Identifier: MIT
#include <brine/backends/journal/journal.hpp>
#include <brine/backends/journal/journal_backend.hpp>
#include <brine/backends/journal/journal_reader.hpp>
#include <brine/backends/journal/posix_calls.hpp>

#include <filesystem>

namespace brine {

namespace {

result<void> remove_store(const std::string& folder) {
  auto found = journal::look_at(journal::posix_disk(), folder);
  if (!found)
    return found.failure();
  if (*found != journal::place::store)
    return error(errc::store_missing, "there is no store at " + folder);
  auto lock = journal::lock_file::acquire(folder + "/lock");
  if (!lock)
    return lock.failure();
  std::error_code why;
  std::filesystem::remove_all(folder, why);
  if (why)
    return journal::failed("remove", folder, why.value());
  return {};
}

/// A bound of 0 is none, and none keeps all.
void read_retention(config_reader& config, journal::options& o) {
  const auto age =
    config.duration("retention-age", std::chrono::milliseconds(0));
  const auto bytes = config.bytes("retention-bytes", 0);
  const auto revisions = config.integer("retention-revisions", 0, 0);
  if (age.count() > 0)
    o.retention.age = age;
  if (bytes > 0)
    o.retention.bytes = bytes;
  if (revisions > 0)
    o.retention.revisions = static_cast<std::uint64_t>(revisions);
  o.old_values = config.boolean("history-old", o.old_values);
}

} // namespace

result<std::unique_ptr<backend>>
open_journal(journal::options options, open_how how) {
  if (options.read_only)
    return journal::journal_reader::open(std::move(options));
  return journal::journal_backend::open(std::move(options), how);
}

backend_place configure_journal(config_reader& config) {
  using journal::fsync_level;
  journal::options o;
  o.folder = config.required("path");
  while (o.folder.size() > 1 && o.folder.back() == '/')
    o.folder.pop_back();
  o.read_only =
    config.choice("mode", false, {{"write", false}, {"read", true}});
  o.fsync = config.choice("fsync", fsync_level::always,
                          {{"always", fsync_level::always},
                           {"interval", fsync_level::interval},
                           {"never", fsync_level::never}});
  o.sync_interval = config.duration("sync-interval", o.sync_interval);
  o.segment_bytes =
    config.bytes("segment-size", o.segment_bytes, std::uint64_t{64} << 10,
                 std::uint64_t{16} << 30);
  read_retention(config, o);
  backend_place place;
  place.open = [o](open_how how, const store_codecs& codecs) {
    auto with = o;
    with.codecs = codecs.known;
    with.fresh = codecs.fresh;
    return open_journal(std::move(with), how);
  };
  place.exists = [folder = o.folder]() -> result<bool> {
    auto found = journal::look_at(journal::posix_disk(), folder);
    if (!found)
      return found.failure();
    return *found == journal::place::store;
  };
  place.destroy = [folder = o.folder] { return remove_store(folder); };
  return place;
}

} // namespace brine
