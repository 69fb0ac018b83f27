// SPDX-License-Identifier: MIT
#include "sim_disk.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "sim_node.hpp"

namespace brine::test {

namespace {

const char* name_of(sim_disk::call kind) {
  constexpr const char* names[] = {
    "open",   "read",           "write",
    "sync",   "preallocate",    "truncate",
    "map",    "rename",         "link",
    "remove", "make_directory", "remove_directory",
    "list",   "look_up",        "sync_directory"};
  return names[static_cast<unsigned>(kind)];
}

bool modifies(sim_disk::call kind) {
  switch (kind) {
  case sim_disk::call::open:
  case sim_disk::call::read:
  case sim_disk::call::map:
  case sim_disk::call::list:
  case sim_disk::call::look_up:
    return false;
  default:
    return true;
  }
}

class sim_lock final : public journal::file_lock {
public:
  std::shared_ptr<void> held = std::make_shared<int>();
};

error missing(const std::string& path) {
  return {errc::not_found, "cannot find " + path};
}

error exists(const std::string& path) {
  return {errc::store_exists, "cannot create " + path + ": exists"};
}

} // namespace

sim_disk::sim_disk() : root_(std::make_shared<sim_node>()) {
  root_->folder = true;
}

sim_disk::~sim_disk() = default;

void sim_disk::crash(std::uint64_t seed) {
  auto guard = std::lock_guard(mutex_);
  auto roll = dice(seed);
  for (auto i : survivors(unsynced_names_.size(), roll))
    make_durable(unsynced_names_[i]);
  unsynced_names_.clear();
  root_->crash(roll);
  faults_.clear();
  stop_after_.reset();
  ++life_;
}

void sim_disk::kill() {
  auto guard = std::lock_guard(mutex_);
  faults_.clear();
  stop_after_.reset();
  ++life_;
}

void sim_disk::fail(call kind, unsigned nth, errc code, std::uint64_t seed) {
  auto guard = std::lock_guard(mutex_);
  faults_.push_back({kind, nth, code, seed});
}

void sim_disk::stop_after(std::uint64_t n) {
  auto guard = std::lock_guard(mutex_);
  stop_after_ = changes_ + n;
}

void sim_disk::let_sync_lie(bool files, bool folders) {
  auto guard = std::lock_guard(mutex_);
  sync_lies_ = files;
  directory_sync_lies_ = folders;
}

std::uint64_t sim_disk::count(call kind) const {
  auto guard = std::lock_guard(mutex_);
  return counts_[static_cast<unsigned>(kind)];
}

std::uint64_t sim_disk::bytes_read() const {
  auto guard = std::lock_guard(mutex_);
  return bytes_read_;
}

std::uint64_t sim_disk::changes() const {
  auto guard = std::lock_guard(mutex_);
  return changes_;
}

std::string sim_disk::bytes(const std::string& path) const {
  auto guard = std::lock_guard(mutex_);
  auto at = find(path);
  if (!at.target || at.target->folder)
    throw std::runtime_error("no file " + path);
  const auto& from = *at.target->bytes;
  return {reinterpret_cast<const char*>(from.data()), from.size()};
}

void sim_disk::damage(const std::string& path, std::string_view bytes) {
  auto guard = std::lock_guard(mutex_);
  auto at = find(path);
  if (!at.target || at.target->folder)
    throw std::runtime_error("no file " + path);
  auto span = std::as_bytes(std::span(bytes.data(), bytes.size()));
  at.target->durable_bytes.assign(span.begin(), span.end());
  at.target->bytes = std::make_shared<content>(at.target->durable_bytes);
  at.target->unsynced.clear();
}

std::string sim_disk::tree() const {
  auto guard = std::lock_guard(mutex_);
  std::string out;
  auto show = [&](const auto& self, const sim_node& n,
                  const std::string& at) -> void {
    for (const auto& [name, child] : n.names)
      if (child->folder)
        self(self, *child, at + name + "/");
      else
        out += at + name + " " + std::to_string(child->bytes->size()) + "\n";
  };
  show(show, *root_, "");
  return out;
}

sim_disk::spot sim_disk::find(const std::string& path) const {
  spot at{nullptr, "", root_};
  std::size_t from = 0;
  while (from < path.size()) {
    auto to = std::min(path.find('/', from), path.size());
    auto name = path.substr(from, to - from);
    from = to + 1;
    if (name.empty())
      continue;
    if (!at.target || !at.target->folder)
      return {};
    auto found = at.target->names.find(name);
    at = {at.target, name,
          found == at.target->names.end() ? nullptr : found->second};
  }
  return at;
}

/// Counts a call; refuses it if a fault is due or the power is out.
result<void> sim_disk::enter(call kind, const std::string& path,
                             const std::function<void(dice&)>& on_fault) {
  auto refuse = [&](errc code, const char* why) {
    return error(code, "cannot " + std::string(name_of(kind)) + " " + path
                         + ": " + why);
  };
  if (stop_after_ && changes_ >= *stop_after_)
    return refuse(errc::io_failed, "the power is out");
  ++counts_[static_cast<unsigned>(kind)];
  if (modifies(kind))
    ++changes_;
  for (auto i = faults_.begin(); i != faults_.end(); ++i) {
    if (i->kind != kind || --i->nth > 0)
      continue;
    auto met = *i;
    faults_.erase(i);
    auto roll = dice(met.seed);
    if (on_fault)
      on_fault(roll);
    return refuse(met.code, "simulated");
  }
  return {};
}

void sim_disk::make_durable(const name_change& change) {
  for (const auto& edit : change)
    if (edit.target)
      edit.folder->durable_names[edit.name] = edit.target;
    else
      edit.folder->durable_names.erase(edit.name);
}

void sim_disk::change_names(name_change change) {
  for (auto& edit : change)
    if (edit.target)
      edit.folder->names[edit.name] = edit.target;
    else
      edit.folder->names.erase(edit.name);
  unsynced_names_.push_back(std::move(change));
}

result<std::unique_ptr<journal::file>>
sim_disk::open(const std::string& path, journal::open_mode mode) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::open, path); !entered)
    return entered.failure();
  auto at = find(path);
  if (mode == journal::open_mode::create) {
    if (at.target)
      return exists(path);
    if (!at.folder)
      return missing(path);
    ++changes_;
    at.target = std::make_shared<sim_node>();
    change_names({{at.folder, at.name, at.target}});
  }
  if (!at.target)
    return missing(path);
  if (at.target->folder)
    return error(errc::io_failed, "cannot open " + path + ": is a directory");
  return make_file(at.target, path, mode != journal::open_mode::read);
}

result<void> sim_disk::rename(const std::string& from, const std::string& to) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::rename, from); !entered)
    return entered;
  auto source = find(from);
  auto target = find(to);
  if (!source.target || !target.folder)
    return missing(from);
  if (source.target != target.target)
    change_names({{source.folder, source.name, nullptr},
                  {target.folder, target.name, source.target}});
  return {};
}

result<void> sim_disk::link(const std::string& from, const std::string& to) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::link, from); !entered)
    return entered;
  auto source = find(from);
  auto target = find(to);
  if (!source.target || !target.folder)
    return missing(from);
  if (target.target)
    return exists(to);
  change_names({{target.folder, target.name, source.target}});
  return {};
}

result<void> sim_disk::remove(const std::string& path) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::remove, path); !entered)
    return entered;
  auto at = find(path);
  if (!at.target || at.target->folder)
    return missing(path);
  change_names({{at.folder, at.name, nullptr}});
  return {};
}

result<void> sim_disk::make_directory(const std::string& path) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::make_directory, path); !entered)
    return entered;
  auto at = find(path);
  if (at.target)
    return exists(path);
  if (!at.folder)
    return missing(path);
  auto made = std::make_shared<sim_node>();
  made->folder = true;
  change_names({{at.folder, at.name, made}});
  return {};
}

result<void> sim_disk::remove_directory(const std::string& path) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::remove_directory, path); !entered)
    return entered;
  auto at = find(path);
  if (!at.target || !at.target->folder)
    return missing(path);
  if (!at.target->names.empty())
    return error(errc::io_failed, "cannot remove " + path + ": not empty");
  change_names({{at.folder, at.name, nullptr}});
  return {};
}

result<std::vector<std::string>> sim_disk::list(const std::string& path) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::list, path); !entered)
    return entered.failure();
  auto at = find(path);
  if (!at.target || !at.target->folder)
    return missing(path);
  std::vector<std::string> names;
  for (const auto& [name, child] : at.target->names)
    names.push_back(name);
  return names;
}

result<journal::disk::entry> sim_disk::look_up(const std::string& path) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::look_up, path); !entered)
    return entered.failure();
  auto at = find(path);
  if (!at.target)
    return entry::none;
  return at.target->folder ? entry::directory : entry::file;
}

result<void> sim_disk::sync_directory(const std::string& path) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::sync_directory, path); !entered)
    return entered;
  auto at = find(path);
  if (!at.target || !at.target->folder)
    return missing(path);
  if (directory_sync_lies_)
    return {};
  auto touches = [&](const name_change& change) {
    return std::any_of(change.begin(), change.end(), [&](const name_edit& e) {
      return e.folder == at.target;
    });
  };
  std::vector<name_change> left;
  for (auto& change : unsynced_names_)
    if (touches(change))
      make_durable(change);
    else
      left.push_back(std::move(change));
  unsynced_names_ = std::move(left);
  return {};
}

result<std::unique_ptr<journal::file_lock>>
sim_disk::lock(const std::string& path) {
  auto guard = std::lock_guard(mutex_);
  if (auto entered = enter(call::open, path); !entered)
    return entered.failure();
  auto at = find(path);
  if (!at.folder)
    return missing(path);
  if (!at.target) {
    ++changes_;
    at.target = std::make_shared<sim_node>();
    change_names({{at.folder, at.name, at.target}});
  }
  if (!at.target->lock.expired())
    return error(errc::store_in_use, path + " is locked by another");
  auto made = std::make_unique<sim_lock>();
  at.target->lock = made->held;
  return std::unique_ptr<journal::file_lock>(std::move(made));
}

} // namespace brine::test
