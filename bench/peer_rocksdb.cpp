// SPDX-License-Identifier: MIT
#include <brine/bench/peer.hpp>
#include <brine/bench/workload.hpp>

#include <rocksdb/db.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace brine::bench {

namespace {

void check(const rocksdb::Status& s) {
  if (!s.ok())
    throw std::runtime_error("RocksDB: " + s.ToString());
}

/// As it comes: its default options, with the log that makes a put survive.
class rocksdb_peer final : public peer {
public:
  rocksdb_peer(const std::string& folder, durability how) {
    rocksdb::Options o;
    o.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    check(rocksdb::DB::Open(o, folder, &opened));
    db_.reset(opened);
    write_.sync = how == durability::synced;
  }

  void put(std::string_view key, std::string_view blob) override {
    check(db_->Put(write_, key, blob));
  }

  value get(std::string_view key) override {
    rocksdb::PinnableSlice found;
    check(db_->Get({}, db_->DefaultColumnFamily(), key, &found));
    return decoded_blob(found.ToStringView());
  }

  void settle() override {
    while (is_busy("rocksdb.num-running-flushes")
           || is_busy("rocksdb.num-running-compactions")
           || is_busy("rocksdb.mem-table-flush-pending")
           || is_busy("rocksdb.compaction-pending"))
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

private:
  bool is_busy(const char* property) {
    std::uint64_t n = 0;
    return db_->GetIntProperty(property, &n) && n > 0;
  }

  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::WriteOptions write_;
};

} // namespace

std::unique_ptr<peer> open_rocksdb(const std::string& folder, durability how) {
  return std::make_unique<rocksdb_peer>(folder, how);
}

} // namespace brine::bench
