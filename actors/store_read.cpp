// SPDX-License-Identifier: MIT
#include <brine/actors/reading.hpp>
#include <brine/actors/snapshot_view.hpp>
#include <brine/actors/store.hpp>
#include <brine/core/document.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/key.hpp>

namespace brine {

void detail::fail_read(const error& why, std::span<const value> where) {
  auto asked = reflection{{}, where};
  place(asked).fail(why);
}

void detail::fail_absent(std::span<const value> where) {
  fail_read(error(errc::not_found, "nothing to update"), where);
}

std::optional<value> store_operations::find(const value& key) const {
  auto found = look_up(*engine_, key);
  if (!found)
    return std::nullopt;
  return std::move(found->content);
}

std::optional<value> store_operations::find_in(const path& where) const {
  auto found = look_up(*engine_, where.key());
  if (!found)
    return std::nullopt;
  const auto* at = &found->content;
  for (const auto& step : where.steps()) {
    at = at->find(step);
    if (!at)
      return std::nullopt;
  }
  return *at;
}

bool store_operations::exists(const value& key) const {
  auto c = make_ref<read_call>();
  c->key = encode_key(key).or_throw();
  c->hash = key_hash(c->key);
  engine_->run(engine_->owner(c->hash), courier<read_call>(c), *c, 0);
  c->check();
  return c->found;
}

std::optional<document_info>
store_operations::get_meta(const value& key) const {
  auto found = look_up_head(*engine_, key);
  if (!found)
    return std::nullopt;
  document_info info;
  info.key = key;
  info.type = found->binary ? "binary" : "edn";
  info.last_write = instant{
    static_cast<std::int64_t>(hybrid_time{found->time}.milliseconds()) * 1000};
  info.rev = found->rev;
  info.custom = std::move(found->metadata);
  return info;
}

std::map<value, value, key_less>
store_operations::multi_get(const std::vector<value>& keys) const {
  auto view = brine::snapshot(engine_);
  std::map<value, value, key_less> found;
  for (const auto& key : keys)
    if (auto document = view.get(key))
      found.emplace(key, std::move(*document));
  return found;
}

snapshot store_operations::snapshot() const {
  return brine::snapshot(engine_);
}

std::vector<value> store_operations::keys(const value& prefix) const {
  std::vector<value> found;
  snapshot().each_key(
    [&](const value& key) {
      found.push_back(key);
      return true;
    },
    prefix);
  return found;
}

std::vector<std::pair<value, value>>
store_operations::scan(const value& prefix) const {
  std::vector<std::pair<value, value>> found;
  snapshot().each(
    [&](const value& key, const value& document) {
      found.emplace_back(key, document);
      return true;
    },
    prefix);
  return found;
}

revision store_operations::last_revision() const {
  return engine_->settled();
}

history_bounds store_operations::history() const {
  return engine_->storage().reader().bounds();
}

} // namespace brine
