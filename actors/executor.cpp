// SPDX-License-Identifier: MIT
#include <brine/actors/executor.hpp>

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <memory>
#include <utility>

namespace brine {

namespace {

/// Whose task this thread runs.
thread_local const callbacks* running = nullptr;

void run_task(std::function<void()>& task) noexcept {
  try {
    task();
  } catch (const std::exception& e) {
    spdlog::error("a callback threw: {}", e.what());
  } catch (...) {
    spdlog::error("a callback threw something that is no exception");
  }
  task = nullptr; // what it holds may go before the next one runs
}

} // namespace

// -- callback_threads ---------------------------------------------------------

callback_threads::callback_threads(std::size_t threads) : limit_(threads) {}

callback_threads::~callback_threads() {
  stop();
}

void callback_threads::stop() {
  std::vector<std::thread> threads;
  {
    auto guard = std::lock_guard(mutex_);
    stopping_ = true;
    threads = std::move(threads_);
    threads_.clear();
  }
  wake_.notify_all();
  for (auto& t : threads)
    t.join();
}

void callback_threads::run(std::function<void()> task) {
  {
    auto guard = std::lock_guard(mutex_);
    const auto workers = started_;
    if (!stopping_ || workers > 0) {
      tasks_.push_back(std::move(task));
      if (idle_ > 0) {
        wake_.notify_one();
      } else if (!stopping_ && workers < limit_) {
        threads_.emplace_back([this] { work(); });
        ++started_;
      }
      return;
    }
  }
  task();
}

bool callback_threads::on_own_thread() const noexcept {
  return running == this;
}

void callback_threads::work() {
  ::pthread_setname_np(::pthread_self(), "brine.callback");
  running = this;
  auto guard = std::unique_lock(mutex_);
  for (;;) {
    while (tasks_.empty()) {
      if (stopping_) {
        --started_;
        return;
      }
      ++idle_;
      wake_.wait(guard);
      --idle_;
    }
    auto task = std::move(tasks_.front());
    tasks_.pop_front();
    guard.unlock();
    run_task(task);
    guard.lock();
  }
}

// -- lent_callbacks -----------------------------------------------------------

/// One task's place in the count, until it was run or dropped.
class lent_callbacks::place {
public:
  explicit place(lent_callbacks& home) : home_(home) {}

  ~place() {
    auto guard = std::lock_guard(home_.mutex_);
    if (--home_.open_ == 0)
      home_.idle_.notify_all();
  }

  place(const place&) = delete;
  place& operator=(const place&) = delete;

  void run(std::function<void()>& task) noexcept {
    auto* outer = std::exchange(running, &home_);
    run_task(task);
    running = outer;
  }

private:
  lent_callbacks& home_;
};

lent_callbacks::~lent_callbacks() {
  stop();
}

void lent_callbacks::stop() {
  auto guard = std::unique_lock(mutex_);
  stopping_ = true;
  idle_.wait(guard, [this] { return open_ == 0; });
}

void lent_callbacks::run(std::function<void()> task) {
  auto stopped = false;
  {
    auto guard = std::lock_guard(mutex_);
    stopped = stopping_ && open_ == 0;
    open_ += !stopped;
  }
  if (stopped)
    return run_task(task);
  auto counted = std::make_shared<place>(*this);
  where_.run(
    [counted, task = std::move(task)]() mutable { counted->run(task); });
}

bool lent_callbacks::on_own_thread() const noexcept {
  return running == this;
}

} // namespace brine
