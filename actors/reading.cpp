// SPDX-License-Identifier: MIT
#include <brine/actors/caught.hpp>
#include <brine/actors/reading.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

namespace brine {

namespace {

document from_cache(const value& cached, bool with_meta, revision rev) {
  document d;
  d.content = with_meta ? cached.at(0) : cached;
  if (with_meta)
    d.metadata = cached.at(1);
  d.rev = rev;
  return d;
}

/// What the range of a key answers.
ref<read_call> ask(engine& home, const value& key, bool place_only) {
  auto c = make_ref<read_call>();
  c->key = encode_key(key).or_throw();
  c->hash = key_hash(c->key);
  c->place_only = place_only;
  home.run(home.owner(c->hash), courier<read_call>(c), *c, 0);
  c->check();
  return c;
}

/// Calls a backend; what it throws is an error, too.
template <class F>
auto guarded(F&& load) -> decltype(load()) {
  try {
    return load();
  } catch (...) {
    return caught_error(errc::io_failed);
  }
}

} // namespace

result<std::optional<document>> finish_read(engine& home, read_call& c) {
  if (!c.found)
    return std::optional<document>();
  if (c.cached)
    return std::optional(from_cache(c.document, c.with_meta, c.rev));
  auto read = load_at(c.where, c.key, c.rev);
  if (!read)
    return read.failure();
  if (home.store().cache_bytes > 0)
    home.offer(
      document_read{c.key, c.hash, c.rev, read->content, read->metadata});
  return std::optional(std::move(*read));
}

std::optional<document> look_up(engine& home, const value& key) {
  const auto c = ask(home, key, false);
  auto found = finish_read(home, *c);
  if (!found)
    throw found.failure().about(to_string(key));
  return std::move(*found);
}

std::optional<document_head> look_up_head(engine& home, const value& key) {
  const auto c = ask(home, key, true);
  if (!c->found)
    return std::nullopt;
  auto read =
    guarded([&] { return c->where.home->load_head(c->where, c->key, c->rev); });
  if (!read)
    throw read.failure().about(to_string(key));
  return std::move(*read);
}

std::string key_text(std::string_view encoded) {
  auto key = decode_key(encoded);
  return key ? to_string(*key) : std::string("?");
}

result<document>
load_at(const location& where, std::string_view key, revision rev) {
  return guarded([&] { return where.home->load(where, key, rev); });
}

version old_version(const part& p) {
  version v;
  v.rev = p.previous;
  v.cached = p.old_cached;
  v.with_meta = p.old_with_meta;
  v.document = p.old_document;
  v.where = p.old_where;
  return v;
}

result<document> load_version(const version& v, std::string_view key) {
  if (v.cached)
    return from_cache(v.document, v.with_meta, v.rev);
  return load_at(v.where, key, v.rev);
}

} // namespace brine
