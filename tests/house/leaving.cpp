// SPDX-License-Identifier: MIT
// A store that is closed from one of its own threads is ended by a thread that
// nobody joins. A process that leaves `main` meanwhile waits until the store
// is gone, or what it uses would go first. Exits with 1 if it did not wait.
#include <brine/actors/connect.hpp>
#include <brine/backends/memory.hpp>

#include <unistd.h>

#include <atomic>
#include <future>
#include <memory>
#include <optional>

using namespace brine;

namespace {

std::atomic<bool> dropped{false}; // every handle but the ending thread's
std::atomic<bool> left{false};    // `main`
std::atomic<bool> gone{false};    // the store

/// Made first, so it goes last.
struct last_of_all {
  ~last_of_all() {
    if (!gone)
      ::_exit(1);
  }
} last;

struct backend_that_stays final : backend {
  std::unique_ptr<backend> inner = open_memory({});

  ~backend_that_stays() override {
    left.wait(false);
    gone = true;
  }

  abilities can() const noexcept override {
    return inner->can();
  }

  brine::reader& reader() noexcept override {
    return inner->reader();
  }

  brine::writer& writer() noexcept override {
    return inner->writer();
  }

  brine::keeper* keeper() noexcept override {
    return nullptr;
  }

  result<void> close() override {
    dropped.wait(false);
    return inner->close();
  }
};

store lasting_store() {
  connect_options options;
  options.backends.add("lasting", [](config_reader&) {
    backend_place place;
    place.open = [](open_how,
                    const store_codecs&) -> result<std::unique_ptr<backend>> {
      return std::unique_ptr<backend>(new backend_that_stays);
    };
    return place;
  });
  return create("lasting:", options);
}

} // namespace

int main() {
  std::promise<void> written;
  std::promise<void> closed;
  auto db = std::optional(lasting_store());
  auto sub = std::optional(db->subscribe([&](const change&) {
    written.get_future().wait();
    db.reset();
    closed.set_value();
  }));
  db->assoc("k", 1);
  written.set_value();
  closed.get_future().wait();
  sub.reset();
  dropped = true;
  dropped.notify_all();

  // Made after all that the store uses, so it goes before.
  static struct leaves_main {
    ~leaves_main() {
      left = true;
      left.notify_all();
    }
  } leaving;
}
