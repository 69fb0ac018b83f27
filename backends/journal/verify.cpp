// SPDX-License-Identifier: MIT
#include <brine/backends/journal/blob_files.hpp>
#include <brine/backends/journal/identity.hpp>
#include <brine/backends/journal/store_keys.hpp>
#include <brine/backends/journal/store_walk.hpp>
#include <brine/backends/journal/stored_segment.hpp>
#include <brine/backends/journal/verify.hpp>
#include <brine/codecs/aes_gcm.hpp>

namespace brine::journal {

namespace {

constexpr int most_attempts = 10;

/// What reads the documents of a store that is not opened.
struct store_reader {
  decoder documents;
  log_id log; ///< Of what stands in a segment whose header is lost.
  list_trust trust;

  [[nodiscard]] store_walk walk(disk& where, const std::string& folder) const {
    return {where, folder, documents.seals, trust};
  }

  result<opened_record>
  open(std::span<const placed_record> commit, std::size_t place,
       const segment_header* home, std::string& room) const {
    const auto& r = commit[place].what;
    auto lost = segment_header();
    lost.log = log;
    lost.sealed = r.is(sealed);
    const auto& header = home ? *home : lost;
    auto opened = open_record(r, header, documents.seals, room);
    if (opened && !stands_in_place(*opened, header, place, commit.size()))
      return error(errc::damaged, std::string(missing_in_commit));
    return opened;
  }
};

/// Whether this says nothing of the bytes, but that they are for others.
bool is_for_others(const error& e) {
  switch (e.code()) {
  case errc::wrong_secret:
  case errc::unsupported:
  case errc::newer_format:
  case errc::too_large:
    return true;
  default:
    return false;
  }
}

result<void> check_file(const blob_files& blobs, const record& r) {
  if (!r.is(external))
    return {};
  const auto reference = find_reference(r.blob);
  return reference ? blobs.check(*reference)
                   : error(errc::damaged, "a record names no file");
}

/// Of a document that could not be decoded.
void note_failure(const store_reader& how, store_walk& walk,
                  const placed_record& r, const error& why) {
  if (!is_for_others(why))
    walk.note_value(r, why);
  else if (auto checked = check_file(*how.documents.blobs, r.what); !checked)
    walk.note_value(r, checked.failure());
  else
    walk.note_unopened(why);
}

void check_document(const store_reader& how, const segment_header* home,
                    store_walk& walk, std::span<const placed_record> commit,
                    std::size_t place) {
  std::string room;
  const auto& r = commit[place];
  const auto opened = how.open(commit, place, home, room);
  const auto d =
    opened ? how.documents.decode(*opened) : result<document>(opened.failure());
  if (d)
    return;
  note_failure(how, walk, r, d.failure());
}

/// With its keys made ready. A check of them that is damaged says nothing.
result<store_reader> reading(disk& where, const std::string& folder,
                             const codec_registry& codecs, bool needs_keys) {
  const auto keys = keys_of(codecs.encryptors);
  const auto who = read_identity(where, folder);
  const auto has_keys = keys && keys->size() > 0;
  if (who && (needs_keys || has_keys))
    if (auto done = try_keys(*who, codecs, folder);
        !done && done.failure().code() != errc::damaged)
      return done.failure();
  auto how = store_reader();
  how.documents.codecs = codecs;
  how.documents.blobs = std::make_shared<blob_files>(where, folder + "/blobs");
  how.documents.seals = sealing(codecs, false);
  how.trust.keyless = !has_keys;
  if (who) {
    how.log = who->log;
    how.trust.plain = !(who->encryption && who->encryption->sealed);
  }
  return how;
}

} // namespace

result<report>
verify_store(disk& where, const std::string& folder,
             const codec_registry& codecs, const progress& tell) {
  const auto how = reading(where, folder, codecs, false);
  if (!how)
    return how.failure();
  for (int attempt = 1;; ++attempt) {
    auto walk = how->walk(where, folder);
    auto found = walk.run(
      [&](const segment_header* home,
          std::span<const placed_record> commit) -> result<void> {
        for (std::size_t i = 0; i < commit.size(); ++i)
          check_document(*how, home, walk, commit, i);
        return {};
      },
      tell);
    // A segment or a value is gone, and nothing else is wrong.
    const auto gone =
      found ? walk.values() > 0 && walk.values() == found->damage.size()
            : found.failure().code() == errc::not_found;
    if (!gone || !walk.overtaken())
      return found;
    if (attempt == most_attempts)
      return error(errc::busy, folder
                                 + " was compacted again and again while it "
                                   "was read; try again");
  }
}

result<report> salvage_store(
  disk& where, const std::string& folder, const codec_registry& codecs,
  const std::function<result<void>(std::span<const saved_edit>)>& visit,
  const progress& tell) {
  const auto how = reading(where, folder, codecs, true);
  if (!how)
    return how.failure();
  auto walk = how->walk(where, folder);
  std::vector<saved_edit> saved;
  std::string room;
  std::optional<error> locked;
  auto is_saved = false;
  auto found = walk.run(
    [&](const segment_header* home,
        std::span<const placed_record> commit) -> result<void> {
      saved.clear();
      for (std::size_t i = 0; i < commit.size(); ++i) {
        const auto& r = commit[i];
        auto opened = how->open(commit, i, home, room);
        auto d = opened ? how->documents.decode(*opened) : opened.failure();
        if (d) {
          saved.push_back({std::string(opened->what.key), r.what.is(tombstone),
                           std::move(*d)});
          continue;
        }
        note_failure(*how, walk, r, d.failure());
        if (d.failure().code() == errc::wrong_secret)
          locked = d.failure();
      }
      is_saved = is_saved || !saved.empty();
      return saved.empty() ? result<void>() : visit(saved);
    },
    tell);
  if (found && locked && !is_saved)
    return *locked;
  return found;
}

} // namespace brine::journal
