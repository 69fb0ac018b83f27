// SPDX-License-Identifier: MIT
#include <brine/cli/argument.hpp>
#include <brine/cli/command.hpp>
#include <brine/cli/exit_code.hpp>
#include <brine/cli/open_store.hpp>
#include <brine/cli/stop_signals.hpp>
#include <brine/core/document.hpp>

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <filesystem>
#include <mutex>
#include <thread>

namespace brine::cli {

namespace {

/// Calls `f` with 0 to `count` - 1 from so many threads; operations a second.
/// Throws the first failure.
double rate(std::uint64_t count, std::uint64_t threads,
            const std::function<void(std::uint64_t)>& f) {
  std::atomic<std::uint64_t> next = 0;
  std::mutex guard;
  std::exception_ptr failed;
  const auto work = [&] {
    try {
      for (auto i = next.fetch_add(1); i < count; i = next.fetch_add(1))
        f(i);
    } catch (...) {
      const auto lock = std::lock_guard(guard);
      failed = std::current_exception();
      next = count;
    }
  };
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> all;
  for (std::uint64_t i = 1; i < threads; ++i)
    all.emplace_back(work);
  work();
  for (auto& t : all)
    t.join();
  const std::chrono::duration<double> took =
    std::chrono::steady_clock::now() - begin;
  if (failed)
    std::rethrow_exception(failed);
  return static_cast<double>(count) / took.count();
}

/// A store that was not there before and is not there afterwards.
class scratch_store {
public:
  explicit scratch_store(config where)
      : where_(std::move(where)), store_(create(where_)) {}

  ~scratch_store() {
    store_.close();
    if (where_.map()["backend"] != value("journal"))
      return; // gone with the process
    try {
      destroy(where_);
    } catch (const error& e) {
      say(e.what());
    }
  }

  scratch_store(const scratch_store&) = delete;
  scratch_store& operator=(const scratch_store&) = delete;

  [[nodiscard]] const store& db() const noexcept {
    return store_;
  }

private:
  config where_;
  store store_;
};

struct bench_command {
  std::string where;
  std::uint64_t documents = 10'000;
  std::uint64_t size = 100;
  std::uint64_t threads = 1;

  int run(context& c) const {
    const stop_signals signals; // before the store has threads
    try {
      return measure(c, signals);
    } catch (const interrupted&) {
      say("interrupted");
      return exit_code::interrupted;
    }
  }

  int measure(context& c, const stop_signals& signals) const {
    const auto place = where.empty() ? scratch_path() : where;
    const auto scratch = scratch_store(config(place));
    const auto& db = scratch.db();
    const auto document = value{{"text", std::string(size, 'x')}};
    const auto puts = rate(documents, threads, [&](std::uint64_t i) {
      signals.check();
      db.assoc(i, assoc_in(document, {"number"}, i));
    });
    const auto gets = rate(documents, threads, [&](std::uint64_t i) {
      if (i % 64 == 0) // which would cost more than reading
        signals.check();
      if (!db.get(i))
        throw error(errc::not_found, "a document is missing");
    });
    c.print(
      value{{keyword("store"), shown(place)},
            {keyword("documents"), documents},
            {keyword("size"), size},
            {keyword("threads"), threads},
            {keyword("puts-per-second"), static_cast<std::int64_t>(puts)},
            {keyword("gets-per-second"), static_cast<std::int64_t>(gets)}});
    return exit_code::done;
  }

  /// A folder for temporary files may be in memory, where a sync costs nothing.
  static std::string scratch_path() {
    return "brine-bench-" + std::to_string(::getpid());
  }
};

} // namespace

void add_bench_command(context& c) {
  auto bench = std::make_shared<bench_command>();
  auto* sub = add_command(c, "bench",
                          "Measure writing and reading in a store that is made "
                          "for it and removed afterwards",
                          bench);
  add_name(sub, "STORE", bench->where,
           "Where, and with which settings; nothing may be there. By default a "
           "folder in the working directory");
  sub->add_option("--documents", bench->documents, "How many")
    ->check(whole_number(1))
    ->capture_default_str()
    ->type_name("N");
  sub->add_option("--size", bench->size, "Bytes of text in each")
    ->check(whole_number(0, std::uint64_t{1} << 30))
    ->capture_default_str()
    ->type_name("N");
  sub->add_option("--threads", bench->threads, "How many threads")
    ->check(whole_number(1, 1024))
    ->capture_default_str()
    ->type_name("N");
}

} // namespace brine::cli
