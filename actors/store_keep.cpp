// SPDX-License-Identifier: MIT
#include <brine/actors/engine.hpp>
#include <brine/actors/keeping.hpp>
#include <brine/actors/store.hpp>

namespace brine {

namespace {

const keeper_actor& keeper_of(engine& home, const char* what) {
  if (!home.keeper())
    throw error(errc::unsupported,
                std::string("this backend has nothing to ") + what);
  return home.keeper();
}

} // namespace

compaction_report store_operations::compact(
  const std::function<void(const compaction_progress&)>& progress) const {
  const auto& keeper = keeper_of(*engine_, "compact");
  if (!engine_->store().can.writable)
    throw error(errc::read_only, "the store was opened with mode=read");
  auto rolled = make_ref<call>();
  engine_->run(engine_->store().committer, roll_log{courier<call>(rolled)},
               *rolled, 0);
  rolled->check();
  for (auto first = true;; first = false) {
    auto c = make_ref<compact_call>();
    c->order = first;
    engine_->run(keeper, courier<compact_call>(c), *c, 0);
    c->check();
    if (!c->more)
      return c->report;
    if (progress && c->progress.all > 0)
      progress(c->progress);
  }
}

backup_report store_operations::backup(const std::string& folder) const {
  const auto& keeper = keeper_of(*engine_, "back up");
  auto c = make_ref<backup_call>();
  c->folder = folder;
  engine_->run(keeper, courier<backup_call>(c), *c, 0);
  c->check();
  return c->report;
}

} // namespace brine
