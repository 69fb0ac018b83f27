// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/store.hpp>
#include <brine/backends/journal/journal.hpp>

#include <memory>

#include "../backends/sim_disk.hpp"

namespace brine::test {

/// Where a store lies on a simulated disk, and how it is opened there.
struct sim_place {
  sim_disk disk;
  journal::options options;
  std::size_t io_threads = 1;
  std::size_t ranges_log2 = 2;
  std::size_t cache_bytes = std::size_t{1} << 20;

  sim_place();

  /// The machine was started anew, after its power was lost.
  void next_boot();

private:
  std::uint8_t boots_ = 0;
};

/// Opens stores on simulated disks. CAF's threads are shared by all of them:
/// to start some for each opening would take longer than what is tested. Keeps
/// quiet what stores log about disks that fail.
class sim_stores {
public:
  sim_stores();
  ~sim_stores();
  sim_stores(const sim_stores&) = delete;
  sim_stores& operator=(const sim_stores&) = delete;

  [[nodiscard]] result<store> open(sim_place& where);

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace brine::test
