// SPDX-License-Identifier: MIT
#include <brine/backends/journal/segment_name.hpp>
#include <brine/backends/journal/unfinished_backup.hpp>
#include <brine/core/hex.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace brine::journal {

namespace {

/// What else there is beside the mark while there is no `store.edn`.
constexpr const char* file_names[] = {"store.edn.new", "MANIFEST",
                                      "MANIFEST.new", "consumers.edn"};

template <std::size_t N>
bool is_one_of(std::string_view name, const char* const (&all)[N]) {
  return std::find(std::begin(all), std::end(all), name) != std::end(all);
}

bool is_made(std::string_view folder, std::string_view name) {
  if (folder == "blobs")
    return parse_hex<16>(name).has_value();
  return folder == "segments"
         && (parse_segment_name(name, ".log")
             || parse_segment_name(name, ".idx"));
}

/// The files of an unfinished backup, relative to its folder; `not_a_store` if
/// there is anything else. The mark and a lock do not count.
result<std::vector<std::string>>
files_of_backup(disk& where, const std::string& folder) {
  auto other = [&](const std::string& name) {
    return error(errc::not_a_store,
                 folder + ": " + name
                   + " is of no backup; an unfinished one lies beside it");
  };
  auto names = where.list(folder);
  if (!names)
    return names.failure();
  std::vector<std::string> files;
  for (const auto& name : *names) {
    if (name == backup_mark_name || name == "lock")
      continue;
    if (is_one_of(name, file_names)) {
      files.push_back(name);
      continue;
    }
    if (!is_one_of(name, backup_folder_names))
      return other(name);
    auto inside = where.list(folder + '/' + name);
    if (!inside)
      return inside.failure();
    for (const auto& x : *inside) {
      files.push_back(name + '/' + x);
      if (!is_made(name, x))
        return other(files.back());
    }
  }
  return files;
}

} // namespace

result<bool>
is_there(disk& where, const std::string& folder, const char* name) {
  auto found = where.look_up(folder + '/' + name);
  if (!found)
    return found.failure();
  return *found != disk::entry::none;
}

result<void> remove_unfinished(disk& where, const std::string& folder) {
  auto files = files_of_backup(where, folder);
  if (!files)
    return files.failure();
  for (const auto& name : *files)
    if (auto done = where.remove(folder + '/' + name); !done)
      return done;
  for (const auto* name : backup_folder_names) {
    auto there = is_there(where, folder, name);
    if (!there)
      return there.failure();
    if (*there)
      if (auto done = where.remove_directory(folder + '/' + name); !done)
        return done;
  }
  return where.sync_directory(folder);
}

} // namespace brine::journal
