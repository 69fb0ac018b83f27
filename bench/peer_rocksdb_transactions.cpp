// SPDX-License-Identifier: MIT
#include <brine/bench/peer.hpp>
#include <brine/bench/workload.hpp>

#include <rocksdb/utilities/optimistic_transaction_db.h>
#include <rocksdb/utilities/transaction.h>
#include <rocksdb/utilities/transaction_db.h>

#include <stdexcept>

namespace brine::bench {

namespace {

void check(const rocksdb::Status& s) {
  if (!s.ok())
    throw std::runtime_error("RocksDB: " + s.ToString());
}

rocksdb::Options made_if_missing() {
  rocksdb::Options o;
  o.create_if_missing = true;
  return o;
}

/// @tparam DB `TransactionDB` or `OptimisticTransactionDB`
template <class DB>
class rocksdb_transactions final : public transactional_peer {
public:
  explicit rocksdb_transactions(DB* opened) : db_(opened) {}

  void put(std::string_view key, std::string_view blob) override {
    check(db_->Put({}, key, blob));
  }

  void update(std::string_view key,
              const std::function<value(const value&)>& f) override {
    for (;;) {
      auto t = std::unique_ptr<rocksdb::Transaction>(db_->BeginTransaction({}));
      std::string blob;
      check(t->GetForUpdate({}, key, &blob));
      check(t->Put(key, encoded_blob(f(decoded_blob(blob)))));
      const auto done = t->Commit();
      if (!done.IsBusy())
        return check(done);
    }
  }

private:
  std::unique_ptr<DB> db_;
};

} // namespace

std::unique_ptr<transactional_peer>
open_locking_rocksdb(const std::string& folder) {
  rocksdb::TransactionDB* opened = nullptr;
  check(rocksdb::TransactionDB::Open(made_if_missing(), {}, folder, &opened));
  return std::make_unique<rocksdb_transactions<rocksdb::TransactionDB>>(opened);
}

std::unique_ptr<transactional_peer>
open_optimistic_rocksdb(const std::string& folder) {
  using optimistic = rocksdb::OptimisticTransactionDB;
  optimistic* opened = nullptr;
  check(optimistic::Open(made_if_missing(), folder, &opened));
  return std::make_unique<rocksdb_transactions<optimistic>>(opened);
}

} // namespace brine::bench
