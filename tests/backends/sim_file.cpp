// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <utility>

#include "sim_disk.hpp"
#include "sim_node.hpp"

namespace brine::test {

namespace {

class sim_mapping final : public journal::mapping {
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

} // namespace

/// An open file of a simulated disk, as long as that does not crash.
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
    disk_.bytes_read_ += n;
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

  void start_writing(std::uint64_t, std::uint64_t) noexcept override {
    // What is not synced may be on the disk anyway.
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

std::unique_ptr<journal::file>
sim_disk::make_file(node_ptr target, const std::string& path, bool writable) {
  return std::make_unique<sim_file>(*this, std::move(target), path, writable);
}

} // namespace brine::test
