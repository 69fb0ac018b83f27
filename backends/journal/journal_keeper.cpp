// SPDX-License-Identifier: MIT
#include <brine/backends/journal/backup.hpp>
#include <brine/backends/journal/checkpoint.hpp>
#include <brine/backends/journal/consumers.hpp>
#include <brine/backends/journal/file_seal.hpp>
#include <brine/backends/journal/journal_keeper.hpp>
#include <brine/backends/journal/segment_entries.hpp>
#include <brine/backends/journal/segment_index.hpp>
#include <brine/codecs/aes_gcm.hpp>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace brine::journal {

namespace {

/// History may be older than it should by this, and by a segment.
constexpr auto tend_interval = std::chrono::minutes(1);

} // namespace

journal_keeper::journal_keeper(const kept_journal& what) : journal_(what) {}

std::string journal_keeper::in_folder(std::string_view name) const {
  return journal_.how.folder + '/' + std::string(name);
}

void journal_keeper::begin(revision checkpointed) {
  covered_ = checkpointed;
}

void journal_keeper::watch(std::function<void()> due) {
  due_ = std::move(due);
}

void journal_keeper::segment_closed() {
  if (due_)
    due_();
}

void journal_keeper::order_compaction() {
  order_ = stage::given;
  compacted_ = {journal_.segments.now()->oldest, 0, 0};
}

result<void> journal_keeper::order_rekey() {
  const auto* by = journal_.how.fresh.encryptor.get();
  const auto has_key = journal_.segments.documents().seals.writes() != nullptr;
  if (has_key && (!by || by->id() != aes_gcm_id))
    return error(errc::unsupported,
                 journal_.how.folder
                   + ": rekey seals with aes-gcm, though \"encryptor\" is "
                     "another; leave that out, the key is there");
  if (!by || by->id() != aes_gcm_id)
    return error(errc::unsupported,
                 journal_.how.folder
                   + ": rekey seals with aes-gcm, which the store does not use "
                     "now; give it a key by \"encryption-key\" or "
                     "\"passphrase\", or the -file form of either, the keys "
                     "before among the former ones");
  rekey_ = stage::given;
  rekeyed_ = {};
  return {};
}

bool journal_keeper::ordered() const {
  return order_ != stage::none || rekey_ != stage::none;
}

compaction_progress journal_keeper::progress() const {
  return compaction_ ? compaction_->progress() : compaction_progress();
}

compaction_report journal_keeper::compacted() const {
  return compacted_;
}

rekey_report journal_keeper::rekeyed() const {
  return rekeyed_;
}

std::chrono::milliseconds journal_keeper::interval() const {
  // Ages grow and leases end by time alone.
  return journal_.how.retention == retention_policy()
           ? std::chrono::milliseconds(0)
           : tend_interval;
}

result<bool> journal_keeper::tend(host& store) {
  if (given_up_) {
    const auto ordered = this->ordered();
    order_ = rekey_ = stage::none;
    if (ordered)
      return *given_up_;
  } else if (!compaction_ && rekey_ == stage::given) {
    rekey_ = stage::at_work;
    compaction_ = plan_rekey();
  } else if (!compaction_ && rekey_ == stage::none) {
    const auto ordered = std::exchange(order_, stage::none) == stage::given;
    compaction_ = plan_compaction(store, ordered);
    if (ordered && compaction_)
      order_ = stage::at_work;
  }
  if (compaction_)
    return compact(store);
  if (rekey_ == stage::at_work)
    return finish_rekey(store);
  auto indexed = write_next_index();
  if (!indexed || *indexed)
    return indexed;
  if (!compacted_since_
      && log_behind_checkpoint() < journal_.how.checkpoint_bytes)
    return false;
  if (auto done = write_checkpoint(store, true); !done)
    return done.failure();
  return false;
}

result<void> journal_keeper::finish(host& store) {
  // What is not done is done when it is asked for again.
  if (std::exchange(rekey_, stage::none) != stage::none)
    spdlog::info("{}: rekey was ended before all was sealed; the former keys "
                 "are still needed. What was sealed anew is not done again",
                 journal_.how.folder);
  // A checkpoint must not name segments that are listed no more.
  while (compaction_ && compaction_->moving())
    if (auto more = compaction_->step(store); !more)
      return more.failure();
  compaction_.reset();
  for (;;) {
    auto more = write_next_index();
    if (!more)
      return more.failure();
    if (!*more)
      break;
  }
  // The last segment is read at opening anyway.
  if (log_behind_checkpoint() == 0 && !compacted_since_)
    return {};
  return write_checkpoint(store, false);
}

// -- indexes ------------------------------------------------------------------

/// Looks at the index of one closed segment, which takes a while, and writes it
/// if there is none; false if each was looked at.
result<bool> journal_keeper::write_next_index() {
  const auto& seals = journal_.segments.documents().seals;
  const auto log = journal_.segments.now();
  const auto folder = in_folder("segments");
  for (std::size_t i = 0; i + 1 < log->segments.size(); ++i) {
    const auto& closed = *log->segments[i];
    const auto& name = closed.bytes().name();
    if (indexed_.count(name) > 0)
      continue;
    // Noted first: what cannot be written is not tried for ever.
    indexed_.insert(name);
    if (open_segment_index(journal_.where, folder, name,
                           closed.bytes().header().id, seals)
        && !(rekey_ == stage::at_work && is_stale(name)))
      return true;
    auto done = index_segment(journal_.where, folder, closed);
    // What an unknown key sealed, others may open; this store was opened
    // without reading it.
    if (!done && done.failure().code() != errc::wrong_secret)
      return done.failure();
    return true;
  }
  return false;
}

/// Whether an index that can be opened was sealed with a former key.
bool journal_keeper::is_stale(const segment_name& index) const {
  const auto& how = journal_.segments.documents();
  const auto from = journal_.where.open(
    in_folder("segments/" + to_string(index) + ".idx"), open_mode::read);
  const auto is_fresh =
    from ? ends_with_seal(**from, *how.seals.writes(), present_key_id(how))
         : from.failure();
  return !is_fresh || !*is_fresh;
}

// -- checkpoints --------------------------------------------------------------

/// Bytes of closed segments that opening would have to read about.
std::uint64_t journal_keeper::log_behind_checkpoint() const {
  const auto log = journal_.segments.now();
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i + 1 < log->segments.size(); ++i)
    if (log->segments[i]->bytes().last() > covered_)
      bytes += log->segments[i]->readable();
  return bytes;
}

result<void> journal_keeper::write_checkpoint(host& store, bool may_stop) {
  const auto& seals = journal_.segments.documents().seals;
  checkpoint_summary start;
  start.log = journal_.who.log;
  start.covered = store.applied();
  start.time = journal_.time.load(std::memory_order_relaxed);
  start.tail = journal_.segments.now()->at(start.covered + 1)->bytes().name();
  const auto folder = in_folder("checkpoints");
  auto begun = checkpoint_writer::begin(journal_.where, folder, start, seals);
  if (!begun)
    return begun.failure();
  auto& to = **begun;
  auto done =
    store.each_key([&](std::span<const host::place> some) -> result<void> {
      if (may_stop && store.closing())
        return error(errc::store_closed, "the store is closing");
      for (const auto& x : some) {
        const auto& home =
          static_cast<const stored_segment&>(*x.where.home).bytes();
        index_entry e;
        e.key = x.key;
        e.rev = x.rev;
        e.offset = x.where.offset;
        e.length = x.where.length;
        if (auto added = to.add(home.name(), e); !added)
          return added;
      }
      return {};
    });
  if (!done)
    return may_stop && store.closing() ? result<void>() : done;
  if (auto synced = store.sync(); !synced)
    return synced;
  if (auto written = to.commit(); !written)
    return written;
  covered_ = start.covered;
  compacted_since_ = false;
  return remove_checkpoints(journal_.where, folder, start.covered);
}

// -- compaction ---------------------------------------------------------------

result<bool> journal_keeper::compact(host& store) {
  auto more = compaction_->step(store);
  if (more && *more)
    return true;
  const auto report = compaction_->report();
  if (compaction_->list_unknown()) {
    given_up_ = more.failure();
    perhaps_oldest_ = report.oldest;
  }
  const auto is_rekey = compaction_->reseals();
  if (is_rekey)
    rekeyed_ = {compaction_->resealed(), report.before, report.after};
  compaction_.reset();
  // Also after a failure: a part may have been replaced.
  compacted_since_ = true;
  if (is_rekey && !more)
    rekey_ = stage::none;
  if (is_rekey && more)
    indexed_.clear(); // to be looked at again
  if (is_rekey)
    return more ? result<bool>(true) : more;
  const auto ordered = order_ == stage::at_work;
  if (ordered)
    order_ = stage::none;
  if (!more)
    return more;
  if (ordered)
    compacted_ = report;
  spdlog::info("{}: compacted {} bytes to {}; the history is complete from "
               "revision {} on",
               journal_.how.folder, report.before, report.after, report.oldest);
  return true;
}

/// Null if there is nothing to compact, or it is not worth it.
std::unique_ptr<compaction>
journal_keeper::plan_compaction(host& store, bool ordered) const {
  const auto listed = journal_.manifest.now();
  const auto log = journal_.segments.now();
  std::vector<segment_extent> extents;
  for (const auto& s : listed.segments)
    extents.push_back({s.name.first, s.last, s.newest, s.length});
  if (extents.empty() || log->segments.empty())
    return nullptr;
  extents.back().last = store.applied();
  extents.back().newest = store.now();
  extents.back().bytes = log->segments.back()->readable();
  compaction_order order;
  order.oldest =
    oldest_to_keep(extents, listed.oldest, journal_.how.retention,
                   in_present_log(consumers_, journal_.who), store.now());
  order.old_values = journal_.how.old_values;
  order.segment_bytes = journal_.how.segment_bytes;
  std::uint64_t fresh = 0;
  std::uint64_t compacted = 0;
  for (std::size_t i = 0; i + 1 < log->segments.size(); ++i) {
    const auto& s = log->segments[i];
    if ((ordered ? s->bytes().name().first : s->bytes().last()) >= order.oldest)
      break;
    order.run.push_back(s);
    (s->bytes().name().generation > 0 ? compacted : fresh) += s->readable();
  }
  // By itself only if about as much may go as is copied: then each byte that
  // is written is copied once or twice in its life.
  const auto wanted = ordered ? fresh > 0 || order.oldest > listed.oldest
                              : fresh > 0 && fresh >= compacted;
  if (order.run.empty() || !wanted)
    return nullptr;
  return std::make_unique<compaction>(
    compaction_place{journal_.where, in_folder("segments"), journal_.segments,
                     journal_.manifest},
    std::move(order));
}

// -- rekey --------------------------------------------------------------------

/// All closed segments; who orders it has begun another one.
std::unique_ptr<compaction> journal_keeper::plan_rekey() const {
  const auto log = journal_.segments.now();
  if (log->segments.empty())
    return nullptr;
  compaction_order order;
  order.segment_bytes = journal_.how.segment_bytes;
  order.run.assign(log->segments.begin(), log->segments.end() - 1);
  order.reseal = true;
  return std::make_unique<compaction>(
    compaction_place{journal_.where, in_folder("segments"), journal_.segments,
                     journal_.manifest},
    std::move(order));
}

/// What stands beside the log, when the log is done.
result<bool> journal_keeper::finish_rekey(host& store) {
  auto more = write_next_index();
  if (more && *more)
    return true;
  rekey_ = stage::none;
  if (!more)
    return more;
  if (auto done = write_checkpoint(store, true); !done)
    return done.failure();
  if (auto done = journal_.manifest.change([](manifest&) {}); !done)
    return done.failure();
  spdlog::info("{}: sealed {} records anew; all is sealed with the present key",
               journal_.how.folder, rekeyed_.records);
  return true;
}

// -- consumers ----------------------------------------------------------------

result<void> journal_keeper::read_consumers() {
  auto all = journal::read_consumers(journal_.where, journal_.how.folder);
  if (!all)
    return all.failure();
  consumers_ = std::move(*all);
  return {};
}

result<void> journal_keeper::acknowledge(consumer_lease x, host& store) {
  auto now = history_bounds();
  now.last = journal_.last.load(std::memory_order_acquire);
  now.oldest = journal_.segments.now()->oldest;
  // What is being dropped, or may have been, can be promised no more.
  now.oldest = std::max(now.oldest, perhaps_oldest_);
  if (compaction_)
    now.oldest = std::max(now.oldest, compaction_->report().oldest);
  if (auto found = resume_stream(journal_.how.folder, journal_.who, now, x.log,
                                 x.acknowledged);
      !found)
    return found.failure();
  if (x.log == log_id())
    x.log = journal_.who.log;
  auto all = within_lease(consumers_, store.now());
  std::erase_if(all, [&](const auto& y) { return y.name == x.name; });
  if (all.size() >= consumer_limit)
    return error(errc::too_large, journal_.how.folder + " has "
                                    + std::to_string(all.size())
                                    + " consumers already");
  all.push_back(std::move(x));
  return replace_consumers(std::move(all));
}

result<bool>
journal_keeper::remove_consumer(const std::string& name, host& store) {
  auto all = within_lease(consumers_, store.now());
  if (std::erase_if(all, [&](const auto& x) { return x.name == name; }) == 0)
    return false;
  if (auto done = replace_consumers(std::move(all)); !done)
    return done.failure();
  return true;
}

result<std::vector<consumer_lease>> journal_keeper::consumers(host& store) {
  return within_lease(consumers_, store.now());
}

/// If that fails, either list may be on disk; the one that stays here is the
/// one whose history may be relied on.
result<void>
journal_keeper::replace_consumers(std::vector<consumer_lease> all) {
  auto done = write_consumers(journal_.where, journal_.how.folder, all);
  if (done)
    consumers_ = std::move(all);
  return done;
}

// -- backup -------------------------------------------------------------------

result<backup_report>
journal_keeper::back_up(const std::string& folder, host& store) {
  if (auto done = store.sync(); !done)
    return done.failure();
  // The writer lists a segment before it can be read: so all that is here but
  // the last is listed as closed.
  auto log = journal_.segments.now();
  return copy_store({journal_.where, journal_.how.folder, journal_.who,
                     journal_.manifest.now(), std::move(log),
                     journal_.segments.documents().seals},
                    folder, store);
}

} // namespace brine::journal
