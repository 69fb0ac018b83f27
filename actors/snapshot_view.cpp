// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/actors/reading.hpp>
#include <brine/actors/snapshot_view.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

#include <queue>

namespace brine {

namespace {

constexpr std::size_t page_size = 256;

/// The keys of one range, page by page.
struct cursor_of_range {
  std::uint32_t range = 0;
  std::vector<page_call::found> page;
  std::size_t next = 0;
  bool more = true;
};

} // namespace

struct snapshot::state {
  std::shared_ptr<engine> home;
  std::uint64_t id = 0;
  std::shared_ptr<std::atomic<brine::revision>> at;

  explicit state(std::shared_ptr<engine> e);
  ~state();

  void fill(cursor_of_range& c, const std::string& from,
            const std::string& until) const;
};

snapshot::state::state(std::shared_ptr<engine> e)
    : home(std::move(e)), id(home->next_id()),
      at(std::make_shared<std::atomic<brine::revision>>(snapshot_undecided)) {
  for (const auto& r : home->store().ranges) {
    auto note = make_ref<snapshot_note>();
    note->id = id;
    note->at = at;
    home->run(r, snapshot_open{courier<snapshot_note>(note)}, *note, 0);
    note->check();
  }
  // Every range keeps what is replaced from here on.
  const auto last = home->chain().last_written();
  home->chain().wait_for(last);
  at->store(last, std::memory_order_release);
}

snapshot::state::~state() {
  home->forget_snapshot(id);
}

void snapshot::state::fill(cursor_of_range& c, const std::string& from,
                           const std::string& until) const {
  auto p = make_ref<page_call>();
  p->id = id;
  p->at = at->load();
  p->scan = true;
  p->from = from;
  p->until = until;
  p->limit = page_size;
  home->run(home->store().ranges[c.range], snapshot_page{courier<page_call>(p)},
            *p, 0);
  p->check();
  c.page = std::move(p->answer);
  c.more = p->more;
  c.next = 0;
}

/// Merges the ranges' pages by key.
class snapshot::merge {
public:
  merge(const state& view, const value& prefix)
      : view_(view), all_(view.home->store().ranges.size()) {
    if (!prefix.is_nil())
      bounds_ = key_prefix_range(prefix).or_throw();
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      all_[i].range = i;
      view_.fill(all_[i], bounds_.first, bounds_.last);
      if (!all_[i].page.empty())
        heads_.push(&all_[i]);
    }
  }

  std::optional<page_call::found> next() {
    if (heads_.empty())
      return std::nullopt;
    auto* c = heads_.top();
    heads_.pop();
    auto found = std::move(c->page[c->next]);
    if (++c->next == c->page.size() && c->more)
      view_.fill(*c, found.key + '\0', bounds_.last);
    if (c->next < c->page.size())
      heads_.push(c);
    return found;
  }

private:
  struct later {
    bool operator()(const cursor_of_range* a, const cursor_of_range* b) const {
      return a->page[a->next].key > b->page[b->next].key;
    }
  };

  const state& view_;
  key_range bounds_;
  std::vector<cursor_of_range> all_;
  std::priority_queue<cursor_of_range*, std::vector<cursor_of_range*>, later>
    heads_;
};

snapshot::snapshot(std::shared_ptr<engine> home)
    : state_(std::make_unique<state>(std::move(home))) {}

snapshot::~snapshot() = default;
snapshot::snapshot(snapshot&&) noexcept = default;
snapshot& snapshot::operator=(snapshot&&) noexcept = default;

revision snapshot::revision() const noexcept {
  return state_->at->load();
}

std::optional<value> snapshot::get(const value& key) const {
  auto p = make_ref<page_call>();
  p->id = state_->id;
  p->at = revision();
  auto encoded = encode_key(key).or_throw();
  const auto hash = key_hash(encoded);
  p->keys.emplace_back(std::move(encoded), hash);
  auto& home = *state_->home;
  home.run(home.owner(hash), snapshot_page{courier<page_call>(p)}, *p, 0);
  p->check();
  if (p->answer.empty())
    return std::nullopt;
  auto& found = p->answer.front();
  auto read = load_version(found.what, found.key);
  if (!read)
    throw read.failure().about(to_string(key));
  return std::move(read->content);
}

void snapshot::each(
  const std::function<bool(const value& key, const value& document)>& f,
  const value& prefix) const {
  each_version([&](const value& key, document& d) { return f(key, d.content); },
               prefix);
}

void snapshot::each_version(
  const std::function<bool(const value& key, document&)>& f,
  const value& prefix) const {
  auto keys = merge(*state_, prefix);
  while (auto found = keys.next()) {
    auto read = load_version(found->what, found->key);
    auto key = decode_key(found->key).or_throw();
    if (!read)
      throw read.failure().about(to_string(key));
    if (!f(key, *read))
      return;
  }
}

void snapshot::each_key(const std::function<bool(const value& key)>& f,
                        const value& prefix) const {
  auto keys = merge(*state_, prefix);
  while (auto found = keys.next())
    if (!f(decode_key(found->key).or_throw()))
      return;
}

// -- snapshot_scan ------------------------------------------------------------

snapshot_scan::snapshot_scan(snapshot view, const value& prefix)
    : view_(std::move(view)),
      merge_(std::make_unique<snapshot::merge>(*view_.state_, prefix)) {}

snapshot_scan::~snapshot_scan() = default;
snapshot_scan::snapshot_scan(snapshot_scan&&) noexcept = default;
snapshot_scan& snapshot_scan::operator=(snapshot_scan&&) noexcept = default;

std::optional<snapshot_scan::found> snapshot_scan::next() {
  auto at = merge_->next();
  if (!at)
    return std::nullopt;
  auto key = decode_key(at->key).or_throw();
  auto read = load_version(at->what, at->key);
  if (!read)
    throw read.failure().about(to_string(key));
  return found{std::move(at->key), std::move(key), std::move(*read)};
}

} // namespace brine
