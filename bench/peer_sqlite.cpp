// SPDX-License-Identifier: MIT
#include <brine/bench/peer.hpp>
#include <brine/bench/workload.hpp>

#include <sqlite3.h>

#include <filesystem>
#include <mutex>
#include <stdexcept>

namespace brine::bench {

namespace {

/// One connection behind a lock, with prepared statements: with a connection
/// for each thread writers would sleep until the file is free, which is slower.
class sqlite_peer final : public peer {
public:
  sqlite_peer(const std::string& folder, durability how) {
    std::filesystem::create_directories(folder);
    check(::sqlite3_open((folder + "/data.db").c_str(), &db_));
    run("PRAGMA journal_mode=WAL");
    run(how == durability::synced ? "PRAGMA synchronous=FULL"
                                  : "PRAGMA synchronous=OFF");
    run("CREATE TABLE IF NOT EXISTS documents"
        " (key BLOB PRIMARY KEY, blob BLOB) WITHOUT ROWID");
    put_ = prepare("INSERT OR REPLACE INTO documents VALUES (?, ?)");
    get_ = prepare("SELECT blob FROM documents WHERE key = ?");
  }

  ~sqlite_peer() override {
    ::sqlite3_finalize(put_);
    ::sqlite3_finalize(get_);
    ::sqlite3_close(db_);
  }

  void put(std::string_view key, std::string_view blob) override {
    auto guard = std::lock_guard(mutex_);
    bind(put_, 1, key);
    bind(put_, 2, blob);
    check(::sqlite3_step(put_), SQLITE_DONE);
    check(::sqlite3_reset(put_));
  }

  value get(std::string_view key) override {
    auto guard = std::lock_guard(mutex_);
    bind(get_, 1, key);
    check(::sqlite3_step(get_), SQLITE_ROW);
    const auto* bytes =
      static_cast<const char*>(::sqlite3_column_blob(get_, 0));
    const auto size = ::sqlite3_column_bytes(get_, 0);
    auto document = decoded_blob({bytes, static_cast<std::size_t>(size)});
    check(::sqlite3_reset(get_));
    return document;
  }

private:
  void check(int code, int wanted = SQLITE_OK) {
    if (code != wanted)
      throw std::runtime_error(std::string("SQLite: ") + ::sqlite3_errmsg(db_));
  }

  void run(const char* statement) {
    check(::sqlite3_exec(db_, statement, nullptr, nullptr, nullptr));
  }

  sqlite3_stmt* prepare(const char* text) {
    sqlite3_stmt* made = nullptr;
    check(::sqlite3_prepare_v2(db_, text, -1, &made, nullptr));
    return made;
  }

  void bind(sqlite3_stmt* to, int n, std::string_view bytes) {
    // Null: the bytes stay where they are until the statement is done.
    check(::sqlite3_bind_blob(to, n, bytes.data(),
                              static_cast<int>(bytes.size()), nullptr));
  }

  sqlite3* db_ = nullptr;
  sqlite3_stmt* put_ = nullptr;
  sqlite3_stmt* get_ = nullptr;
  std::mutex mutex_;
};

} // namespace

std::unique_ptr<peer> open_sqlite(const std::string& folder, durability how) {
  return std::make_unique<sqlite_peer>(folder, how);
}

} // namespace brine::bench
