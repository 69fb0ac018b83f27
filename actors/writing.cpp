// SPDX-License-Identifier: MIT
#include <brine/actors/writing.hpp>
#include <brine/core/document.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

#include <algorithm>

namespace brine {

value kept_metadata(const value& metadata) {
  return metadata.is_map() && metadata.size() == 0 ? value() : metadata;
}

namespace {

void check_metadata(const value& metadata) {
  if (!metadata.is_nil() && !metadata.is_map())
    throw error(errc::wrong_kind,
                "metadata must be a map, found " + to_string(metadata));
}

void place(engine& home, part& p, const value& key) {
  auto encoded = encode_key(key);
  if (!encoded)
    throw encoded.failure();
  p.key = std::move(*encoded);
  p.hash = key_hash(p.key);
  p.range = home.store().range_of(p.hash);
}

void fill(engine& home, part& p, const value& document, const value& metadata,
          const value& key) {
  p.content = document;
  p.metadata = kept_metadata(metadata);
  if (auto done = home.store().encode(p); !done)
    throw done.failure().about(to_string(key));
}

void check_writable(engine& home) {
  if (!home.store().can.writable)
    throw error(errc::read_only, "the store was opened with mode=read");
}

ref<write_call> single(engine& home, const value& key, operation what,
                       const write_options& options) {
  check_writable(home);
  check_metadata(options.metadata);
  auto c = make_ref<write_call>();
  place(home, c->mine, key);
  c->mine.metadata = kept_metadata(options.metadata);
  c->replaces_metadata = !options.metadata.is_nil();
  c->expected = options.expected;
  c->body.what = what;
  c->body.id = options.id;
  return c;
}

void measure(commit_call& c) {
  for (auto* p : c.parts())
    c.bytes += sizeof(part) + p->key.size() + p->path.size()
               + p->content.memory() + p->blob.size();
}

void set_path(write_call& c, const path& where) {
  c.steps.assign(where.steps().begin(), where.steps().end());
  for (const auto& step : c.steps)
    append_key(c.mine.path, step).or_throw();
}

} // namespace

ref<write_call>
assoc_call(engine& home, const value& key, const value& document,
           const write_options& options) {
  auto c = single(home, key, operation::assoc, options);
  fill(home, c->mine, document, options.metadata, key);
  c->new_document = document;
  measure(*c);
  return c;
}

ref<write_call> assoc_in_call(engine& home, const path& where,
                              const value& leaf, const write_options& options) {
  if (where.steps().empty())
    return assoc_call(home, where.key(), leaf, options);
  auto c = single(home, where.key(), operation::assoc_in, options);
  c->what = write_call::step::assoc_in;
  set_path(*c, where);
  c->leaf = leaf;
  c->bytes = leaf.memory();
  measure(*c);
  return c;
}

ref<write_call> update_call(engine& home, const path& where,
                            const store_operations::update_function& f,
                            const write_options& options) {
  if (!f)
    throw error(errc::bad_argument, "an update needs a function",
                to_string(where.key()));
  auto c = single(
    home, where.key(),
    where.steps().empty() ? operation::update : operation::update_in, options);
  c->what = write_call::step::update;
  set_path(*c, where);
  c->change = f;
  measure(*c);
  return c;
}

ref<write_call>
dissoc_call(engine& home, const value& key, const write_options& options) {
  auto c = single(home, key, operation::dissoc, options);
  c->what = write_call::step::dissoc;
  c->mine.removes = true;
  c->mine.metadata = {}; // there is no document to carry it
  measure(*c);
  return c;
}

// -- many keys ----------------------------------------------------------------

namespace {

ref<group_call> group(engine& home, std::size_t size, operation what,
                      const write_options& options) {
  check_writable(home);
  if (!home.store().can.multi_key)
    throw error(errc::unsupported,
                "this backend does not commit many keys at once");
  if (options.expected)
    throw error(errc::bad_argument,
                "a multi-key operation takes no expected revision");
  check_metadata(options.metadata);
  auto g = make_ref<group_call>();
  g->body.what = what;
  g->body.id = options.id;
  g->all.resize(size);
  return g;
}

/// Puts the parts into the order in which ranges are entered. Of a key named
/// twice the last part counts, as if they were applied in turn.
void arrange(group_call& g) {
  auto same = [](const part& a, const part& b) { return a.key == b.key; };
  std::stable_sort(
    g.all.begin(), g.all.end(), [](const part& a, const part& b) {
      return a.range != b.range ? a.range < b.range : a.key < b.key;
    });
  auto last = std::unique(g.all.rbegin(), g.all.rend(), same);
  g.all.erase(g.all.begin(), last.base());
  for (auto& p : g.all) {
    p.owner = &g;
    g.pointers.push_back(&p);
  }
  // In the log, and for who hears of it, it is the same with any ranges.
  std::sort(g.pointers.begin(), g.pointers.end(),
            [](const part* a, const part* b) { return a->key < b->key; });
  g.written.assign(g.pointers.begin(), g.pointers.end());
  g.body.mutations = g.written;
  measure(g);
}

} // namespace

ref<group_call>
multi_assoc_call(engine& home,
                 const std::vector<std::pair<value, value>>& documents,
                 const write_options& options) {
  auto g = group(home, documents.size(), operation::multi_assoc, options);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    place(home, g->all[i], documents[i].first);
    fill(home, g->all[i], documents[i].second, options.metadata,
         documents[i].first);
  }
  arrange(*g);
  return g;
}

ref<group_call> multi_dissoc_call(engine& home, const std::vector<value>& keys,
                                  const write_options& options) {
  auto g = group(home, keys.size(), operation::multi_dissoc, options);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    place(home, g->all[i], keys[i]);
    g->all[i].removes = true;
  }
  arrange(*g);
  return g;
}

ref<group_call> transact_call(engine& home, const std::vector<value>& keys,
                              const write_options& options) {
  auto g = group(home, keys.size(), operation::transact, options);
  for (std::size_t i = 0; i < keys.size(); ++i)
    place(home, g->all[i], keys[i]);
  arrange(*g);
  g->blind = false;
  g->entered = make_ref<call>();
  return g;
}

std::map<value, bool, key_less> removed_keys(group_call& g) {
  std::map<value, bool, key_less> removed;
  for (const auto& p : g.all)
    removed.emplace(decode_key(p.key).or_throw(), p.had_old);
  return removed;
}

} // namespace brine
