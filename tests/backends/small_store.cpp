// SPDX-License-Identifier: MIT
#include "small_store.hpp"

#include <brine/codecs/blob.hpp>
#include <brine/core/key.hpp>

#include <cassert>
#include <deque>
#include <iterator>
#include <sstream>

#include "../codecs/keyring_of.hpp"

namespace brine::test {

namespace {

std::string text_of(std::string_view encoded_key) {
  return std::string(decode_key(encoded_key).or_throw().as_string());
}

std::vector<mutation>
mutations_of(const std::string& text, const journal::options& how) {
  std::vector<mutation> all;
  const auto& serializers = how.codecs.serializers;
  auto with = codec{*serializers.find(serializers.names().front())};
  with.encryptor = how.fresh.encryptor;
  auto words = std::istringstream(text);
  for (std::string word; words >> word;) {
    mutation m;
    const auto equals = word.find('=');
    m.removes = word.back() == '-';
    m.key = encode_key(m.removes ? word.substr(0, word.size() - 1)
                                 : word.substr(0, equals))
              .or_throw();
    if (!m.removes) {
      m.content = word.substr(equals + 1);
      encode_blob(m.blob, with, m.key, {}, m.content).or_throw();
    }
    all.push_back(std::move(m));
  }
  return all;
}

} // namespace

journal::options small_options(journal::disk& where) {
  journal::options o;
  o.folder = "/data";
  o.where = &where;
  o.boot = [] { return journal::boot_id{{1}}; };
  o.segment_bytes = 1024;
  return o;
}

small_store::small_store(journal::options o) : options(std::move(o)) {}

void small_store::use_keys(std::string_view letters) {
  options.codecs = codecs_with(keyring_of(letters));
  options.fresh.serializer = *options.codecs.serializers.find("cereal");
  options.fresh.encryptor = *options.codecs.encryptors.find("aes-gcm");
}

result<void> small_store::open(open_how how) {
  kill();
  auto opened = open_journal(options, how);
  if (!opened)
    return opened.failure();
  journal_ = std::move(*opened);
  auto loaded = journal_->reader().load(
    [&](std::string_view key, revision rev, location where) {
      if (where)
        index_[std::string(key)] = {rev, std::move(where)};
      else
        index_.erase(std::string(key));
    });
  if (!loaded) {
    kill();
    return loaded;
  }
  last_ = journal_->reader().bounds().last;
  return {};
}

void small_store::kill() noexcept {
  index_.clear();
  journal_.reset();
}

result<void> small_store::close() {
  auto done = journal_->keeper()->finish(*this);
  if (done)
    done = journal_->close();
  kill();
  return done;
}

result<revision> small_store::commit(const std::string& text) {
  return commit_all({text});
}

result<revision>
small_store::commit_all(const std::vector<std::string>& texts) {
  std::deque<std::vector<mutation>> owned;
  std::deque<std::vector<mutation*>> pointers;
  std::deque<brine::commit> commits;
  std::vector<brine::commit*> batch;
  auto rev = last_;
  for (const auto& text : texts) {
    owned.push_back(mutations_of(text, options));
    auto& c = commits.emplace_back();
    auto& list = pointers.emplace_back();
    c.rev = ++rev;
    c.time = rev << 16;
    if (owned.back().size() > 1)
      c.what = operation::multi_assoc;
    for (auto& m : owned.back()) {
      // Of an earlier commit of this batch, or of what is in the index.
      const auto known = index_.find(m.key);
      m.previous = known == index_.end() ? 0 : known->second.rev;
      if (m.removes)
        index_.erase(m.key);
      else
        index_[m.key] = {c.rev, {}};
      list.push_back(&m);
    }
    c.mutations = list;
    batch.push_back(&c);
  }
  if (auto done = journal_->writer().write(batch); !done)
    return done.failure();
  for (std::size_t i = 0; i < owned.size(); ++i)
    for (auto& m : owned[i])
      if (!m.removes && index_[m.key].rev == commits[i].rev)
        index_[m.key].where = m.where;
  last_ = rev;
  return rev;
}

result<void> small_store::tend() {
  for (;;) {
    auto more = journal_->keeper()->tend(*this);
    if (!more)
      return more.failure();
    if (!*more)
      return {};
  }
}

result<compaction_report> small_store::compact() {
  if (auto done = journal_->writer().roll(); !done)
    return done.failure();
  journal_->keeper()->order_compaction();
  if (auto done = tend(); !done)
    return done.failure();
  assert(!journal_->keeper()->ordered());
  return journal_->keeper()->compacted();
}

result<rekey_report> small_store::rekey() {
  if (auto done = journal_->writer().roll(); !done)
    return done.failure();
  if (auto done = journal_->keeper()->order_rekey(); !done)
    return done.failure();
  auto& keeper = *journal_->keeper();
  while (keeper.ordered())
    if (auto done = keeper.tend(*this); !done)
      return done.failure();
  return keeper.rekeyed();
}

result<backup_report> small_store::back_up(const std::string& folder) {
  return journal_->keeper()->back_up(folder, *this);
}

std::string small_store::version(const std::string& key, revision rev) const {
  auto found = journal_->reader().version(encode_key(key).or_throw(), rev);
  if (!found)
    return found.failure().what();
  return *found ? std::string((*found)->content.as_string()) : "none";
}

location small_store::where(const std::string& key) const {
  return index_.at(encode_key(key).or_throw()).where;
}

// -- host ---------------------------------------------------------------------

result<void> small_store::each_key(
  const std::function<result<void>(std::span<const place>)>& show) {
  for (const auto& [key, v] : index_) {
    const place one[] = {{key, v.rev, v.where}};
    if (auto done = show(one); !done)
      return done;
  }
  return {};
}

result<void> small_store::relocate(std::span<move> moves) {
  for (auto& m : moves) {
    auto found = index_.find(std::string(m.key));
    m.current = found != index_.end() && found->second.where == m.from;
    if (m.current && m.to)
      found->second.where = m.to;
  }
  return {};
}

result<void> small_store::sync() {
  return journal_->writer().sync();
}

revision small_store::applied() const {
  return last_;
}

wall_time small_store::now() const {
  return clock;
}

bool small_store::closing() const noexcept {
  return false;
}

// -- text ---------------------------------------------------------------------

std::string small_store::state() const {
  std::string out;
  for (const auto& [key, v] : index_) {
    auto read = v.where.home->load(v.where, key, v.rev);
    out +=
      (out.empty() ? "" : " ") + text_of(key) + '='
      + (read ? std::string(read->content.as_string()) : read.failure().what())
      + '@' + std::to_string(v.rev);
  }
  return out;
}

std::string small_store::history(revision after) const {
  auto log = journal_->reader().history(after, {});
  if (!log)
    return log.failure().what();
  std::string out;
  for (;;) {
    auto next = (*log)->next();
    if (!next)
      return out + "; " + next.failure().what();
    if (!*next)
      return out;
    std::string edits;
    for (const auto& e : (*next)->edits)
      edits += (edits.empty() ? "" : " ") + text_of(e.key)
               + (e.removes ? "-" : "=" + std::string(e.content.as_string()));
    if ((*next)->edits.size() > 1)
      edits = '{' + edits + '}';
    out +=
      (out.empty() ? "" : "; ") + std::to_string((*next)->rev) + ' ' + edits;
  }
}

} // namespace brine::test
