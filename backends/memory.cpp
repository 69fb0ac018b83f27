// SPDX-License-Identifier: MIT
#include <brine/backends/memory.hpp>

#include <algorithm>
#include <deque>
#include <mutex>
#include <random>
#include <utility>

namespace brine {

namespace {

/// One version, which is its own place.
class held_document final : public extent {
public:
  explicit held_document(document d) : held_(std::move(d)) {}

  result<document>
  load(const location&, std::string_view, revision) const override {
    return held_;
  }

private:
  document held_;
};

log_id random_log_id() {
  std::random_device device;
  log_id id;
  for (auto& b : id.bytes)
    b = static_cast<std::uint8_t>(device());
  return id;
}

logged_commit log_of(const commit& c) {
  logged_commit logged;
  logged.rev = c.rev;
  logged.time = c.time;
  logged.origin = c.origin;
  logged.id = c.id;
  logged.what = c.what;
  for (const auto* m : c.mutations) {
    if (m->untouched)
      continue;
    logged_edit e;
    e.key = m->key;
    e.path = m->path;
    e.removes = m->removes;
    e.previous = m->previous;
    e.content = m->content;
    e.metadata = m->metadata;
    logged.edits.push_back(std::move(e));
  }
  return logged;
}

/// The last commits. The lock is held to add one or to copy a few pointers,
/// never while a document is read.
class memory_history {
public:
  explicit memory_history(std::size_t limit)
      : limit_(std::max<std::size_t>(limit, 1)) {}

  void add(std::shared_ptr<const logged_commit> c) {
    auto guard = std::lock_guard(mutex_);
    last_ = c->rev;
    commits_.push_back(std::move(c));
    if (commits_.size() <= limit_)
      return;
    commits_.pop_front();
    oldest_ = commits_.front()->rev;
  }

  history_bounds bounds() const {
    auto guard = std::lock_guard(mutex_);
    return {log_, oldest_, last_};
  }

  /// The first commit after `after`; null at the end.
  result<std::shared_ptr<const logged_commit>> next(revision after) const {
    auto guard = std::lock_guard(mutex_);
    if (after + 1 < oldest_)
      return error(errc::history_lost,
                   "the history begins at revision " + std::to_string(oldest_)
                     + ", asked for " + std::to_string(after + 1));
    auto found =
      std::upper_bound(commits_.begin(), commits_.end(), after,
                       [](revision r, const auto& c) { return r < c->rev; });
    if (found == commits_.end())
      return std::shared_ptr<const logged_commit>();
    return *found;
  }

private:
  mutable std::mutex mutex_;
  const std::size_t limit_;
  const log_id log_ = random_log_id();
  std::deque<std::shared_ptr<const logged_commit>> commits_;
  revision oldest_ = 1;
  revision last_ = 0;
};

class memory_history_reader final : public history_reader {
public:
  memory_history_reader(const memory_history& h, revision after,
                        edit_filter filter)
      : history_(h), after_(after), filter_(std::move(filter)) {}

  result<std::optional<logged_commit>> next() override {
    auto found = history_.next(after_);
    if (!found)
      return found.failure();
    if (!*found)
      return std::optional<logged_commit>();
    auto copy = **found;
    after_ = copy.rev;
    if (filter_) {
      auto unwanted = [&](const logged_edit& e) {
        return !filter_(copy.what, e.key, e.path);
      };
      copy.edits.erase(
        std::remove_if(copy.edits.begin(), copy.edits.end(), unwanted),
        copy.edits.end());
    }
    return std::optional<logged_commit>(std::move(copy));
  }

private:
  const memory_history& history_;
  revision after_;
  edit_filter filter_;
};

class memory_backend final : public backend, reader, writer {
public:
  explicit memory_backend(memory_options options) : history_(options.history) {}

  abilities can() const noexcept override {
    abilities a;
    a.multi_key = true;
    return a;
  }

  brine::reader& reader() noexcept override {
    return *this;
  }

  brine::writer& writer() noexcept override {
    return *this;
  }

  result<void> close() override {
    return {};
  }

  // -- reader

  result<void> load(const key_visitor&) override {
    return {}; // begins empty
  }

  history_bounds bounds() const override {
    return history_.bounds();
  }

  result<std::unique_ptr<history_reader>>
  history(revision after, edit_filter filter) override {
    if (auto first = history_.next(after); !first)
      return first.failure();
    return std::unique_ptr<history_reader>(
      new memory_history_reader(history_, after, std::move(filter)));
  }

  result<revision> resume(const log_id& log, revision rev) override {
    const auto now = history_.bounds();
    if ((log != log_id() && log != now.log) || rev > now.last)
      return error(errc::history_lost,
                   "this position is of another history; a store in memory "
                   "begins a new one each time");
    if (auto first = history_.next(rev); !first)
      return first.failure();
    return rev;
  }

  result<std::optional<document>>
  version(std::string_view key, revision rev) override {
    if (rev == 0)
      return std::optional<document>();
    auto found = history_.next(rev - 1);
    if (!found)
      return found.failure().code() == errc::history_lost
               ? result<std::optional<document>>(std::optional<document>())
               : found.failure();
    if (!*found || (*found)->rev != rev)
      return std::optional<document>();
    for (const auto& e : (*found)->edits)
      if (e.key == key && !e.removes)
        return std::optional<document>(
          document{e.content, e.metadata, rev, e.previous, (*found)->time});
    return std::optional<document>();
  }

  // -- writer

  result<void> write(std::span<commit* const> commits) override {
    for (auto* c : commits) {
      for (auto* m : c->mutations)
        if (!m->removes && !m->untouched)
          m->where.home = make_ref<held_document>(
            document{m->content, m->metadata, c->rev, m->previous, c->time});
      history_.add(std::make_shared<const logged_commit>(log_of(*c)));
    }
    return {};
  }

  result<void> sync() override {
    return {};
  }

private:
  memory_history history_;
};

} // namespace

std::unique_ptr<backend> open_memory(memory_options options) {
  return std::make_unique<memory_backend>(options);
}

backend_place configure_memory(config_reader& config) {
  memory_options options;
  options.history = static_cast<std::size_t>(
    config.integer("history", static_cast<std::int64_t>(options.history), 1));
  backend_place place;
  // Nobody else can have made it, so each opening makes one.
  place.open = [options](open_how, const store_codecs&)
    -> result<std::unique_ptr<backend>> { return open_memory(options); };
  place.exists = []() -> result<bool> { return false; };
  place.destroy = []() -> result<void> { return {}; };
  return place;
}

} // namespace brine
