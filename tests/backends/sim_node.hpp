// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dice.hpp"

namespace brine::test {

using content = std::vector<std::byte>;

/// A write, or with no bytes a change of size.
struct file_change {
  enum class kind { write, cut, extend };
  kind what = kind::write;
  std::uint64_t offset = 0; ///< Or the new size.
  content bytes;
};

/// Which of `n` unsynced changes a crash keeps, in order.
[[nodiscard]] std::vector<std::size_t> survivors(std::size_t n, dice& roll);

/// A file or a folder: what is seen now, what is durable, and for files the
/// changes in between.
struct sim_node {
  bool folder = false;
  std::map<std::string, std::shared_ptr<sim_node>> names;
  std::map<std::string, std::shared_ptr<sim_node>> durable_names;
  // Shared with mappings; replaced, not resized, so that those stay valid.
  std::shared_ptr<content> bytes = std::make_shared<content>();
  content durable_bytes;
  std::vector<file_change> unsynced;
  std::weak_ptr<void> lock; ///< Held as long as it has not expired.

  void change(file_change c);

  void crash(dice& roll);

  void sync();

  /// Some become durable, the others never will.
  void fail_to_sync(dice& roll);
};

} // namespace brine::test
