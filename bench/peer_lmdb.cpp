// SPDX-License-Identifier: MIT
#include <brine/bench/peer.hpp>
#include <brine/bench/workload.hpp>

#include <lmdb.h>

#include <filesystem>
#include <stdexcept>

namespace brine::bench {

namespace {

void check(int code) {
  if (code != MDB_SUCCESS)
    throw std::runtime_error(std::string("LMDB: ") + ::mdb_strerror(code));
}

MDB_val slice(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

/// A transaction that readers of one thread use again and again, as LMDB
/// advises.
class read_transaction {
public:
  explicit read_transaction(MDB_env* env) {
    check(::mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn_));
    ::mdb_txn_reset(txn_);
  }

  ~read_transaction() {
    ::mdb_txn_abort(txn_);
  }

  read_transaction(const read_transaction&) = delete;
  read_transaction& operator=(const read_transaction&) = delete;

  value get(MDB_dbi table, std::string_view key) {
    check(::mdb_txn_renew(txn_));
    auto k = slice(key);
    MDB_val found{};
    const auto code = ::mdb_get(txn_, table, &k, &found);
    auto document =
      code == MDB_SUCCESS
        ? decoded_blob({static_cast<const char*>(found.mv_data), found.mv_size})
        : value();
    ::mdb_txn_reset(txn_);
    check(code);
    return document;
  }

private:
  MDB_txn* txn_ = nullptr;
};

class lmdb_peer final : public peer {
public:
  lmdb_peer(const std::string& folder, durability how) {
    std::filesystem::create_directories(folder);
    check(::mdb_env_create(&env_));
    check(::mdb_env_set_mapsize(env_, std::size_t{4} << 30));
    check(::mdb_env_set_maxreaders(env_, 256));
    const auto flags = how == durability::synced ? 0u : unsigned{MDB_NOSYNC};
    check(::mdb_env_open(env_, folder.c_str(), flags | MDB_NOTLS, 0666));
    MDB_txn* txn = nullptr;
    check(::mdb_txn_begin(env_, nullptr, 0, &txn));
    check(::mdb_dbi_open(txn, nullptr, 0, &table_));
    check(::mdb_txn_commit(txn));
  }

  ~lmdb_peer() override {
    ::mdb_env_close(env_);
  }

  void put(std::string_view key, std::string_view blob) override {
    MDB_txn* txn = nullptr;
    check(::mdb_txn_begin(env_, nullptr, 0, &txn));
    auto k = slice(key);
    auto b = slice(blob);
    if (const auto code = ::mdb_put(txn, table_, &k, &b, 0);
        code != MDB_SUCCESS) {
      ::mdb_txn_abort(txn);
      check(code);
    }
    check(::mdb_txn_commit(txn));
  }

  // Threads that read end before the peer does.
  value get(std::string_view key) override {
    thread_local std::unique_ptr<read_transaction> mine;
    thread_local const lmdb_peer* of = nullptr;
    if (of != this) {
      mine = std::make_unique<read_transaction>(env_);
      of = this;
    }
    return mine->get(table_, key);
  }

private:
  MDB_env* env_ = nullptr;
  MDB_dbi table_ = 0;
};

} // namespace

std::unique_ptr<peer> open_lmdb(const std::string& folder, durability how) {
  return std::make_unique<lmdb_peer>(folder, how);
}

} // namespace brine::bench
