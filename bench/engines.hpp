// SPDX-License-Identifier: MIT
#pragma once

#include <brine/bench/contest.hpp>
#include <brine/bench/lab.hpp>
#include <brine/bench/peer.hpp>

#include <memory>
#include <string>

namespace brine::bench {

/// The engines that are compared, each filled with the workload.
struct engines {
  store brine;
  std::unique_ptr<peer> rocksdb;
  std::unique_ptr<peer> lmdb;
  std::unique_ptr<peer> sqlite;
};

/// Opens and fills them; not synced while they are filled.
[[nodiscard]] engines
open_engines(const lab& where, const std::string& name, durability how);

/// Names of contenders in a contest.
struct places {
  std::size_t brine;
  std::size_t rocksdb;
  std::size_t lmdb;
  std::size_t sqlite;
};

/// As "8 threads".
[[nodiscard]] std::string threads_text(int threads);

/// Adds the put of each engine: documents of the workload under its keys.
places add_puts(contest& to, const lab& where, engines& all, int threads);

} // namespace brine::bench
