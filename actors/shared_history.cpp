// SPDX-License-Identifier: MIT
#include <brine/actors/events.hpp>
#include <brine/actors/shared_history.hpp>

#include <algorithm>

namespace brine {

namespace {

// What the slower ones find here: as many changes as the publisher keeps of
// those just committed, and not too many bytes of documents.
constexpr std::size_t kept_changes = 8192;
constexpr std::size_t kept_bytes = std::size_t{16} << 20;

// Documents of one reading.
constexpr std::size_t read_bytes = std::size_t{8} << 20;

} // namespace

result<void>
shared_history::move_to(reader& from, const log_id& log, revision after) {
  leave();
  auto opened = from.history(
    after, [](operation, std::string_view, std::string_view) { return true; });
  if (!opened)
    return opened.failure();
  reader_ = std::move(*opened);
  log_ = log;
  after_ = upto_ = after;
  return {};
}

void shared_history::leave() noexcept {
  reader_ = nullptr;
  changes_.clear();
  bytes_ = 0;
}

result<bool>
shared_history::read(revision after, revision end, std::size_t limit,
                     std::vector<change_ptr>& out) {
  const auto found =
    std::upper_bound(changes_.begin(), changes_.end(), after,
                     [](revision r, const kept& k) { return r < k.what->rev; });
  auto i = static_cast<std::size_t>(found - changes_.begin());
  std::size_t taken = 0;
  for (;; ++i) {
    if (i == changes_.size()) {
      auto more = fetch();
      if (!more || !*more)
        return more ? result<bool>(true) : more;
      i = changes_.size() - 1;
    }
    if (changes_[i].what->rev > end)
      return true;
    if (out.size() == limit || taken >= read_bytes)
      return false;
    taken += changes_[i].bytes;
    out.push_back(changes_[i].what);
  }
}

/// Reads one change more. @returns whether there was one
result<bool> shared_history::fetch() {
  for (;;) {
    auto next = reader_->next();
    if (next && !*next)
      return false;
    auto made = next ? make_change(std::move(**next), log_)
                     : result<change>(next.failure());
    if (!made) {
      leave();
      return history_failed(upto_, made.failure());
    }
    upto_ = made->rev;
    if (made->edits.empty())
      continue; // the store's own bookkeeping
    keep(std::move(*made));
    return true;
  }
}

void shared_history::keep(change c) {
  const auto size = document_bytes(c);
  bytes_ += size;
  changes_.push_back({std::make_shared<const change>(std::move(c)), size});
  while (changes_.size() > kept_changes
         || (bytes_ > kept_bytes && changes_.size() > 1)) {
    after_ = changes_.front().what->rev;
    bytes_ -= changes_.front().bytes;
    changes_.pop_front();
  }
}

} // namespace brine
