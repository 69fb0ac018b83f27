// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/connect.hpp>
#include <brine/backends/memory.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <new>

namespace brine::test {

/// What goes wrong in a `throwing_backend`; set by the test, by any thread.
struct faults {
  std::function<void()> on_write = [] {}; ///< Called first by each write.
  std::function<void()> on_sync = [] {};
  std::atomic<bool> loading{false}; ///< Documents cannot be read.
};

/// Documents in memory behind a backend that throws where it should return an
/// error.
class throwing_backend final : public backend, writer {
public:
  explicit throwing_backend(std::shared_ptr<faults> f)
      : faults_(std::move(f)), inner_(open_memory({})) {}

  abilities can() const noexcept override {
    return inner_->can();
  }

  brine::reader& reader() noexcept override {
    return inner_->reader();
  }

  brine::writer& writer() noexcept override {
    return *this;
  }

  result<void> close() override {
    return inner_->close();
  }

private:
  struct document_apart final : extent {
    std::shared_ptr<faults> fault;
    location inner;

    result<document>
    load(const location&, std::string_view key) const override {
      if (fault->loading)
        throw std::bad_alloc();
      return inner.home->load(inner, key);
    }
  };

  result<void> write(std::span<commit* const> commits) override {
    faults_->on_write();
    if (auto done = inner_->writer().write(commits); !done)
      return done;
    for (auto* c : commits)
      for (auto* m : c->mutations)
        if (m->where) {
          auto apart = make_ref<document_apart>();
          apart->fault = faults_;
          apart->inner = std::move(m->where);
          m->where = {std::move(apart), 0, 0};
        }
    return {};
  }

  result<void> sync() override {
    faults_->on_sync();
    return inner_->writer().sync();
  }

  std::shared_ptr<faults> faults_;
  std::unique_ptr<backend> inner_;
};

/// A store on such a backend, which it finds by name.
inline store throwing_store(const std::shared_ptr<faults>& f) {
  connect_options options;
  options.backends.add("throwing", [f](config_reader&) {
    backend_place place;
    place.open = [f](open_how) -> result<std::unique_ptr<backend>> {
      return std::unique_ptr<backend>(new throwing_backend(f));
    };
    return place;
  });
  return create("throwing:?cache=0&ranges=4", options);
}

} // namespace brine::test
