// SPDX-License-Identifier: MIT
#include "sim_disk.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace brine::test {

namespace {

constexpr std::size_t sector = 512;

using content = std::vector<std::byte>;

/// A write, or with no bytes a change of size.
struct file_change {
  enum class kind { write, cut, extend };
  kind what = kind::write;
  std::uint64_t offset = 0; ///< Or the new size.
  content bytes;
};

void replay(content& to, const file_change& change) {
  switch (change.what) {
  case file_change::kind::write:
    to.resize(
      std::max<std::size_t>(to.size(), change.offset + change.bytes.size()));
    std::copy(change.bytes.begin(), change.bytes.end(),
              to.begin() + static_cast<std::ptrdiff_t>(change.offset));
    break;
  case file_change::kind::cut:
    to.resize(change.offset);
    break;
  case file_change::kind::extend:
    to.resize(std::max<std::size_t>(to.size(), change.offset));
    break;
  }
}

/// Applies bytes `from` to `to` of a write, as they are or as garbage.
void replay_part(content& out, const file_change& write, std::size_t from,
                 std::size_t to, bool garbage, dice& roll) {
  file_change part;
  part.offset = write.offset + from;
  part.bytes.assign(write.bytes.begin() + static_cast<std::ptrdiff_t>(from),
                    write.bytes.begin() + static_cast<std::ptrdiff_t>(to));
  if (garbage)
    for (auto& b : part.bytes)
      b = static_cast<std::byte>(roll());
  replay(out, part);
}

/// What a crash leaves of one write.
void replay_torn(content& to, const file_change& write, dice& roll) {
  auto size = write.bytes.size();
  switch (roll.below(6)) {
  case 0: // Cut at any byte.
    replay_part(to, write, 0, roll.below(size + 1), false, roll);
    break;
  case 1: // The front is missing.
    replay_part(to, write, roll.below(size + 1), size, false, roll);
    break;
  case 2: { // Any sectors, some of them unreadable nonsense.
    std::size_t at = 0;
    while (at < size) {
      auto step = sector - (write.offset + at) % sector;
      auto end = std::min<std::size_t>(size, at + step);
      if (!roll.one_in(3))
        replay_part(to, write, at, end, roll.one_in(8), roll);
      at = end;
    }
    break;
  }
  default:
    replay(to, write);
  }
}

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

/// Which of `n` unsynced changes a crash keeps, in order.
std::vector<std::size_t> survivors(std::size_t n, dice& roll) {
  std::vector<std::size_t> kept;
  auto mood = roll.below(4);
  for (std::size_t i = 0; i < n; ++i)
    if (mood == 0 || (mood > 1 && !roll.one_in(3)))
      kept.push_back(i);
  return kept;
}

error missing(const std::string& path) {
  return {errc::not_found, "cannot find " + path};
}

error exists(const std::string& path) {
  return {errc::store_exists, "cannot create " + path + ": exists"};
}

} // namespace

std::uint64_t dice::operator()() noexcept {
  // SplitMix64.
  state_ += 0x9e3779b97f4a7c15u;
  auto x = state_;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

std::uint64_t dice::below(std::uint64_t limit) noexcept {
  return limit == 0 ? 0 : (*this)() % limit;
}

/// A file or a folder: what is seen now, what is durable, and for files the
/// changes in between.
struct sim_disk::node {
  bool folder = false;
  std::map<std::string, node_ptr> names;
  std::map<std::string, node_ptr> durable_names;
  // Shared with mappings; replaced, not resized, so that those stay valid.
  std::shared_ptr<content> bytes = std::make_shared<content>();
  content durable_bytes;
  std::vector<file_change> unsynced;

  void change(file_change c) {
    auto needed =
      c.what == file_change::kind::write ? c.offset + c.bytes.size() : c.offset;
    if (needed > bytes->size()
        || (c.what == file_change::kind::cut && needed != bytes->size()))
      bytes = std::make_shared<content>(*bytes);
    replay(*bytes, c);
    unsynced.push_back(std::move(c));
  }

  void crash(dice& roll) {
    if (!unsynced.empty()) {
      auto kept = survivors(unsynced.size(), roll);
      if (roll.one_in(3))
        for (auto i = kept.size(); i > 1; --i)
          std::swap(kept[i - 1], kept[roll.below(i)]);
      for (auto i : kept)
        if (unsynced[i].what == file_change::kind::write)
          replay_torn(durable_bytes, unsynced[i], roll);
        else
          replay(durable_bytes, unsynced[i]);
      unsynced.clear();
    }
    bytes = std::make_shared<content>(durable_bytes);
    names = durable_names;
    for (auto& [name, child] : names)
      child->crash(roll);
  }

  void sync() {
    for (auto& c : unsynced)
      replay(durable_bytes, c);
    unsynced.clear();
  }

  /// Some become durable, the others never will.
  void fail_to_sync(dice& roll) {
    for (auto& c : unsynced)
      if (roll.one_in(2))
        replay(durable_bytes, c);
    unsynced.clear();
  }
};

class sim_disk::sim_mapping final : public journal::mapping {
public:
  sim_mapping(std::shared_ptr<content> bytes, std::size_t length)
      : bytes_(std::move(bytes)), length_(length) {}

  [[nodiscard]] journal::bytes_view bytes() const noexcept override {
    return {bytes_->data(), std::min(length_, bytes_->size())};
  }

private:
  std::shared_ptr<content> bytes_;
  std::size_t length_;
};

class sim_disk::sim_file final : public journal::file {
public:
  sim_file(sim_disk& owner, node_ptr target, std::string path, bool writable)
      : disk_(owner), node_(std::move(target)), path_(std::move(path)),
        life_(owner.life_), writable_(writable) {}

  result<std::size_t>
  read_at(std::uint64_t offset, std::span<std::byte> to) const override {
    auto guard = std::lock_guard(disk_.mutex_);
    if (auto entered = enter(call::read); !entered)
      return entered.failure();
    const auto& from = *node_->bytes;
    if (offset >= from.size())
      return std::size_t{0};
    auto n = std::min<std::size_t>(to.size(), from.size() - offset);
    std::memcpy(to.data(), from.data() + offset, n);
    return n;
  }

  result<void>
  write_at(std::uint64_t offset, journal::bytes_view from) override {
    auto guard = std::lock_guard(disk_.mutex_);
    if (!writable_)
      return error(errc::io_failed, "cannot write " + path_ + ": read only");
    auto write = [&](journal::bytes_view part) {
      if (!part.empty())
        node_->change({file_change::kind::write, offset,
                       content(part.begin(), part.end())});
    };
    auto entered = enter(call::write, [&](dice& roll) {
      write(from.first(roll.below(from.size() + 1)));
    });
    if (entered)
      write(from);
    return entered;
  }

  result<void> sync() override {
    auto guard = std::lock_guard(disk_.mutex_);
    auto entered =
      enter(call::sync, [&](dice& roll) { node_->fail_to_sync(roll); });
    if (entered && !disk_.sync_lies_)
      node_->sync();
    return entered;
  }

  result<void> start_writing(std::uint64_t, std::uint64_t) override {
    auto guard = std::lock_guard(disk_.mutex_);
    return enter(call::write); // what is not synced may be on the disk anyway
  }

  result<void> preallocate(std::uint64_t size) override {
    return resize(call::preallocate, file_change::kind::extend, size);
  }

  result<void> truncate(std::uint64_t size) override {
    return resize(call::truncate, file_change::kind::cut, size);
  }

  result<std::uint64_t> size() const override {
    auto guard = std::lock_guard(disk_.mutex_);
    if (auto entered = enter(call::look_up); !entered)
      return entered.failure();
    return std::uint64_t{node_->bytes->size()};
  }

  result<std::unique_ptr<journal::mapping>>
  map(std::uint64_t length) const override {
    auto guard = std::lock_guard(disk_.mutex_);
    if (auto entered = enter(call::map); !entered)
      return entered.failure();
    return std::unique_ptr<journal::mapping>(
      std::make_unique<sim_mapping>(node_->bytes, length));
  }

  [[nodiscard]] const std::string& path() const noexcept override {
    return path_;
  }

private:
  result<void>
  enter(call kind, const std::function<void(dice&)>& on_fault = {}) const {
    if (life_ != disk_.life_)
      return error(errc::io_failed,
                   "cannot use " + path_ + ": opened before the crash");
    return disk_.enter(kind, path_, on_fault);
  }

  result<void> resize(call kind, file_change::kind what, std::uint64_t size) {
    auto guard = std::lock_guard(disk_.mutex_);
    if (auto entered = enter(kind); !entered)
      return entered;
    node_->change({what, size, {}});
    return {};
  }

  sim_disk& disk_;
  node_ptr node_;
  std::string path_;
  std::uint64_t life_;
  bool writable_;
};

sim_disk::sim_disk() : root_(std::make_shared<node>()) {
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
  auto show = [&](const auto& self, const node& n,
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
    at.target = std::make_shared<node>();
    change_names({{at.folder, at.name, at.target}});
  }
  if (!at.target)
    return missing(path);
  if (at.target->folder)
    return error(errc::io_failed, "cannot open " + path + ": is a directory");
  return std::unique_ptr<journal::file>(std::make_unique<sim_file>(
    *this, at.target, path, mode != journal::open_mode::read));
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
  auto made = std::make_shared<node>();
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

} // namespace brine::test
