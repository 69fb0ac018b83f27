// SPDX-License-Identifier: MIT
#include <brine/actors/reading.hpp>
#include <brine/actors/transact_run.hpp>
#include <brine/actors/user_code.hpp>
#include <brine/actors/writing.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

namespace brine {

std::optional<value>& transaction::operator[](const value& key) {
  auto found = documents_.find(encode_key(key).or_throw());
  if (found == documents_.end())
    throw error(errc::bad_argument, "the transaction did not declare this key",
                to_string(key));
  return found->second;
}

transact_run::transact_run(engine& home, const std::vector<value>& keys,
                           const std::function<void(transaction&)>& f,
                           const write_options& options)
    : home_(home), function_(f), options_(options),
      group_(transact_call(home, keys, options)) {}

revision transact_run::commit() {
  if (group_->all.empty()) {
    function_(documents_);
    return 0;
  }
  auto place = home_.enter(group_->bytes);
  auto inside = engine::part_of_one(home_);
  reserve();
  try {
    read();
    {
      auto mark = user_code(group_->all.front().key, *home_.store().clock);
      function_(documents_);
    }
    if (home_.closed())
      throw error(errc::store_closed,
                  "the store was closed during the transaction");
    if (!collect()) {
      release();
      return 0;
    }
  } catch (...) {
    release();
    throw;
  }
  submit();
  group_->check();
  return group_->body.rev;
}

void transact_run::reserve() {
  home_.run(home_.owner(group_->all.front().hash), courier<group_call>(group_),
            *group_->entered, group_->bytes);
  // Without all keys: the store closed, or there was no memory. `entered` is
  // answered just before the call itself.
  if (group_->failed()) {
    group_->wait();
    group_->check();
  }
}

void transact_run::read() {
  for (auto& p : group_->all) {
    auto& document = documents_.documents_[p.key];
    if (!p.had_old)
      continue;
    auto read = load_version(old_version(p), p.key);
    if (!read)
      throw read.failure().about(key_text(p.key));
    p.content = read->content;
    p.metadata = read->metadata;
    document = std::move(read->content);
  }
}

/// Turns what the function left into mutations; false if it changed nothing.
bool transact_run::collect() {
  bool any = false;
  for (auto& p : group_->all) {
    const auto& after = documents_.documents_[p.key];
    p.removes = !after;
    // Not ==, by which a list is a vector and 1.0M is 1.00M.
    p.untouched = p.had_old == after.has_value()
                  && (!after || to_string(*after) == to_string(p.content));
    if (p.untouched)
      continue;
    any = true;
    p.content = after.value_or(value());
    if (!options_.metadata.is_nil())
      p.metadata = kept_metadata(options_.metadata);
    if (p.removes) {
      p.metadata = {};
      continue;
    }
    if (auto done = home_.store().encode(p); !done)
      throw done.failure().about(key_text(p.key));
  }
  return any;
}

/// Gives the keys back: a commit that was refused before it was made.
void transact_run::release() {
  for (auto& p : group_->all)
    p.untouched = true;
  submit();
}

void transact_run::submit() {
  home_.run(home_.store().committer,
            courier<group_call>(group_).as<commit_call>(), *group_,
            group_->bytes);
}

} // namespace brine
