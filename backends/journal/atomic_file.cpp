// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>

#include <fmt/format.h>

#include <cassert>

namespace brine::journal {

namespace {

constexpr std::string_view suffix = ".new";

constexpr std::size_t buffer_size = std::size_t{1} << 20;

} // namespace

atomic_file::atomic_file(disk& where, std::string folder,
                         const std::string& name)
    : disk_(where), folder_(std::move(folder)), path_(folder_ + '/' + name) {}

atomic_file::~atomic_file() {
  if (!file_)
    return;
  file_.reset();
  // What cannot be removed now goes at the next opening.
  static_cast<void>(disk_.remove(path_ + std::string(suffix)));
}

result<std::unique_ptr<atomic_file>>
atomic_file::create(disk& where, std::string folder, const std::string& name) {
  auto made = std::unique_ptr<atomic_file>(
    new atomic_file(where, std::move(folder), name));
  auto path = made->path_ + std::string(suffix);
  auto entry = where.look_up(path);
  if (!entry)
    return entry.failure();
  if (*entry != disk::entry::none) {
    if (auto removed = where.remove(path); !removed)
      return removed.failure();
  }
  auto opened = where.open(path, open_mode::create);
  if (!opened)
    return opened.failure();
  made->file_ = std::move(*opened);
  return made;
}

result<void> atomic_file::append(bytes_view bytes) {
  assert(file_);
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  return pending_.size() < buffer_size ? result<void>{} : flush();
}

result<void> atomic_file::overwrite(std::uint64_t offset, bytes_view bytes) {
  assert(file_);
  assert(offset + bytes.size() <= size());
  if (auto flushed = flush(); !flushed)
    return flushed;
  return file_->write_at(offset, bytes);
}

std::uint64_t atomic_file::size() const noexcept {
  return written_ + pending_.size();
}

result<void> atomic_file::flush() {
  if (pending_.empty())
    return {};
  if (auto done = file_->write_at(written_, pending_); !done)
    return done;
  written_ += pending_.size();
  pending_.clear();
  return {};
}

result<void> atomic_file::commit() {
  assert(file_);
  if (auto flushed = flush(); !flushed)
    return flushed;
  if (auto synced = file_->sync(); !synced)
    return synced;
  auto renamed = disk_.rename(path_ + std::string(suffix), path_);
  if (!renamed)
    return renamed;
  file_.reset();
  return disk_.sync_directory(folder_);
}

result<void> replace_file(disk& where, const std::string& folder,
                          const std::string& name, bytes_view content) {
  auto next = atomic_file::create(where, folder, name);
  if (!next)
    return next.failure();
  if (auto done = (*next)->append(content); !done)
    return done;
  return (*next)->commit();
}

result<std::vector<std::byte>>
read_file(disk& where, const std::string& path, std::uint64_t limit) {
  auto opened = where.open(path, open_mode::read);
  if (!opened)
    return opened.failure();
  auto size = (*opened)->size();
  if (!size)
    return size.failure();
  if (*size > limit)
    return error(errc::damaged, fmt::format("{}: {} bytes are more than such a "
                                            "file can have",
                                            path, *size));
  auto content = std::vector<std::byte>(*size);
  auto got = (*opened)->read_at(0, content);
  if (!got)
    return got.failure();
  content.resize(*got);
  return content;
}

std::string parent_of(const std::string& path) {
  const auto cut = path.find_last_of('/');
  if (cut == std::string::npos)
    return ".";
  return cut == 0 ? "/" : path.substr(0, cut);
}

result<std::vector<std::string>>
remove_leftovers(disk& where, const std::string& folder) {
  auto names = where.list(folder);
  if (!names)
    return names.failure();
  auto removed = std::vector<std::string>{};
  for (auto& name : *names) {
    if (!name.ends_with(suffix))
      continue;
    if (auto done = where.remove(folder + '/' + name); !done)
      return done.failure();
    removed.push_back(std::move(name));
  }
  return removed;
}

} // namespace brine::journal
