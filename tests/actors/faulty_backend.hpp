// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/connect.hpp>
#include <brine/backends/keeper.hpp>
#include <brine/backends/memory.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace brine::test {

/// What a `faulty_backend` calls first; what throws there comes out of it.
struct faults {
  std::function<void()> on_write = [] {};
  std::function<void()> on_written = [] {}; ///< Of a batch, behind it.
  std::function<void()> on_sync = [] {};
  std::function<void()> on_load = [] {};    ///< Of a document.
  std::function<void()> on_version = [] {}; ///< Of an old value.
  /// With what was read from the history; 0 at its end. An error thrown here
  /// is returned.
  std::function<void(revision)> on_next = [](revision) {};
  /// If it is set, another process writes.
  std::function<result<bool>()> on_follow;
  /// If it is set, there is a keeper, which does nothing else.
  std::function<void()> on_keep;
  std::chrono::milliseconds sync_interval{}; ///< As in `abilities`.
};

class faulty_keeper final : public keeper {
public:
  explicit faulty_keeper(std::shared_ptr<faults> f) : faults_(std::move(f)) {}

  void watch(std::function<void()>) override {}

  std::chrono::milliseconds interval() const override {
    return {};
  }

  result<bool> tend(host&) override {
    faults_->on_keep();
    return false;
  }

  void order_compaction() override {}

  bool ordered() const override {
    return false;
  }

  compaction_progress progress() const override {
    return {};
  }

  compaction_report compacted() const override {
    return {};
  }

  result<backup_report> back_up(const std::string&, host&) override {
    faults_->on_keep();
    return backup_report();
  }

  result<void> acknowledge(consumer_lease, host&) override {
    faults_->on_keep();
    return {};
  }

  result<bool> remove_consumer(const std::string&, host&) override {
    faults_->on_keep();
    return false;
  }

  result<std::vector<consumer_lease>> consumers(host&) override {
    faults_->on_keep();
    return std::vector<consumer_lease>();
  }

  result<void> finish(host&) override {
    faults_->on_keep();
    return {};
  }

private:
  std::shared_ptr<faults> faults_;
};

/// Documents in memory behind a backend that can be made to fail, also by
/// throwing where it should return an error.
class faulty_backend final : public backend, reader, writer {
public:
  explicit faulty_backend(std::shared_ptr<faults> f)
      : faults_(std::move(f)), inner_(open_memory({})), keeper_(faults_) {}

  abilities can() const noexcept override {
    auto a = inner_->can();
    a.writable = !faults_->on_follow;
    a.sync_interval = faults_->sync_interval;
    return a;
  }

  brine::reader& reader() noexcept override {
    return *this;
  }

  brine::writer& writer() noexcept override {
    return *this;
  }

  brine::keeper* keeper() noexcept override {
    return faults_->on_keep ? &keeper_ : nullptr;
  }

  result<void> close() override {
    return inner_->close();
  }

private:
  struct document_apart final : extent {
    std::shared_ptr<faults> fault;
    location inner;

    result<document>
    load(const location&, std::string_view key, revision rev) const override {
      fault->on_load();
      return inner.home->load(inner, key, rev);
    }
  };

  struct history_beside final : history_reader {
    std::shared_ptr<faults> fault;
    std::unique_ptr<history_reader> inner;

    result<std::optional<logged_commit>> next() override {
      auto found = inner->next();
      try {
        if (found)
          fault->on_next(*found ? (*found)->rev : 0);
      } catch (const error& e) {
        return e;
      }
      return found;
    }
  };

  result<void> load(const key_visitor& visit) override {
    return inner_->reader().load(visit);
  }

  history_bounds bounds() const override {
    return inner_->reader().bounds();
  }

  result<std::unique_ptr<history_reader>>
  history(revision after, edit_filter filter) override {
    auto opened = inner_->reader().history(after, std::move(filter));
    if (!opened)
      return opened;
    auto beside = std::make_unique<history_beside>();
    beside->fault = faults_;
    beside->inner = std::move(*opened);
    return std::unique_ptr<history_reader>(std::move(beside));
  }

  result<revision> resume(const log_id& log, revision rev) override {
    return inner_->reader().resume(log, rev);
  }

  result<bool> follow(std::chrono::milliseconds) override {
    return faults_->on_follow();
  }

  result<std::optional<document>>
  version(std::string_view key, revision rev) override {
    faults_->on_version();
    return inner_->reader().version(key, rev);
  }

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
    faults_->on_written();
    return {};
  }

  result<void> sync() override {
    faults_->on_sync();
    return inner_->writer().sync();
  }

  std::shared_ptr<faults> faults_;
  std::unique_ptr<backend> inner_;
  faulty_keeper keeper_;
};

/// A store on such a backend, which it finds by name.
inline store faulty_store(const std::shared_ptr<faults>& f,
                          const std::string& how = "cache=0&ranges=4") {
  connect_options options;
  options.backends.add("faulty", [f](config_reader&) {
    backend_place place;
    place.open = [f](open_how,
                     const store_codecs&) -> result<std::unique_ptr<backend>> {
      return std::unique_ptr<backend>(new faulty_backend(f));
    };
    return place;
  });
  return create("faulty:?" + how, options);
}

} // namespace brine::test
