// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/actors/keeping.hpp>
#include <brine/actors/store.hpp>

#include <algorithm>

namespace brine {

namespace {

constexpr std::size_t longest_name = 100;

constexpr auto longest_lease = std::chrono::hours(24) * 36525; // 100 years

const keeper_actor& keeper_of(engine& home, const char* what) {
  // Whether the keeper lives, an engine that closes does not say.
  if (!home.storage().keeper())
    throw error(errc::unsupported,
                std::string("this backend has nothing to ") + what);
  return home.keeper();
}

/// For what changes something.
const keeper_actor& writing_keeper_of(engine& home, const char* what) {
  const auto& found = keeper_of(home, what);
  if (!home.store().can.writable)
    throw error(errc::read_only, "the store was opened with mode=read");
  return found;
}

/// Ends the segment that is written, so that all there is lies in closed ones,
/// and has an order done on these.
ref<compact_call>
write_anew(engine& home, const keeper_actor& keeper, compact_call::order what,
           const std::function<void(const compaction_progress&)>& progress) {
  auto rolled = make_ref<call>();
  home.run(home.store().committer, roll_log{courier<call>(rolled)}, *rolled, 0);
  rolled->check();
  for (;; what = compact_call::order::none) {
    auto c = make_ref<compact_call>();
    c->what = what;
    home.run(keeper, courier<compact_call>(c), *c, 0);
    c->check();
    if (!c->more)
      return c;
    if (progress && c->progress.all > 0)
      progress(c->progress);
  }
}

void check_consumer(const std::string& name) {
  if (name.empty() || name.size() > longest_name)
    throw error(errc::bad_argument,
                "a consumer's name has 1 to " + std::to_string(longest_name)
                  + " bytes, not " + std::to_string(name.size()));
}

} // namespace

compaction_report store_operations::compact(
  const std::function<void(const compaction_progress&)>& progress) const {
  const auto& keeper = writing_keeper_of(*engine_, "compact");
  return write_anew(*engine_, keeper, compact_call::order::compaction, progress)
    ->report;
}

rekey_report store_operations::rekey(
  const std::function<void(const compaction_progress&)>& progress) const {
  const auto& keeper = writing_keeper_of(*engine_, "rekey");
  return write_anew(*engine_, keeper, compact_call::order::rekey, progress)
    ->rekeyed;
}

backup_report store_operations::backup(const std::string& folder) const {
  const auto& keeper = keeper_of(*engine_, "back up");
  auto c = make_ref<backup_call>();
  c->folder = folder;
  engine_->run(keeper, courier<backup_call>(c), *c, 0);
  c->check();
  return c->report;
}

void store_operations::acknowledge(const std::string& name, const cursor& seen,
                                   std::chrono::milliseconds lease) const {
  const auto& keeper = writing_keeper_of(*engine_, "keep for a consumer");
  check_consumer(name);
  if (lease <= std::chrono::milliseconds(0) || lease > longest_lease)
    throw error(errc::bad_argument,
                "the lease of a consumer lasts above 0 and up to 100 years, "
                "not "
                  + std::to_string(lease.count()) + " ms");
  auto c = make_ref<acknowledge_call>();
  c->lease = {name, seen.log, seen.rev, engine_->store().clock->now() + lease};
  engine_->run(keeper, courier<acknowledge_call>(c), *c, 0);
  c->check();
}

bool store_operations::remove_consumer(const std::string& name) const {
  const auto& keeper = writing_keeper_of(*engine_, "keep for a consumer");
  auto c = make_ref<remove_consumer_call>();
  c->name = name;
  engine_->run(keeper, courier<remove_consumer_call>(c), *c, 0);
  c->check();
  return c->removed;
}

std::vector<consumer> store_operations::consumers() const {
  if (!engine_->storage().keeper())
    return {}; // nobody can be registered
  auto c = make_ref<consumers_call>();
  engine_->run(engine_->keeper(), courier<consumers_call>(c), *c, 0);
  c->check();
  std::vector<consumer> all;
  for (auto& x : c->answer)
    all.push_back(
      {std::move(x.name), {x.log, x.acknowledged}, instant(x.until)});
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return all;
}

} // namespace brine
