// SPDX-License-Identifier: MIT
#include <brine/actors/async_store.hpp>
#include <brine/actors/store.hpp>
#include <brine/actors/transact_run.hpp>
#include <brine/actors/writing.hpp>

namespace brine {

namespace {

void run(engine& home, const ref<write_call>& c) {
  home.run(home.owner(c->mine.hash), courier<write_call>(c), *c, c->bytes);
  c->check();
}

void run(engine& home, const ref<group_call>& g) {
  home.run(home.owner(g->all.front().hash), courier<group_call>(g), *g,
           g->bytes);
  g->check();
}

} // namespace

revision store_operations::assoc(const value& key, const value& document,
                                 const write_options& options) const {
  auto c = assoc_call(*engine_, key, document, options);
  run(*engine_, c);
  return c->body.rev;
}

revision store_operations::assoc_in(const path& where, const value& leaf,
                                    const write_options& options) const {
  auto c = assoc_in_call(*engine_, where, leaf, options);
  run(*engine_, c);
  return c->body.rev;
}

updated store_operations::update(const value& key, const update_function& f,
                                 const write_options& options) const {
  return update_in(path(key), f, options);
}

updated store_operations::update_in(const path& where, const update_function& f,
                                    const write_options& options) const {
  auto c = update_call(*engine_, where, f, options);
  run(*engine_, c);
  return {c->old_document, c->new_document, c->body.rev};
}

bool store_operations::dissoc(const value& key,
                              const write_options& options) const {
  auto c = dissoc_call(*engine_, key, options);
  run(*engine_, c);
  return c->removed;
}

revision store_operations::multi_assoc(
  const std::vector<std::pair<value, value>>& documents,
  const write_options& options) const {
  auto g = multi_assoc_call(*engine_, documents, options);
  if (g->all.empty())
    return 0;
  run(*engine_, g);
  return g->body.rev;
}

std::map<value, bool, key_less>
store_operations::multi_dissoc(const std::vector<value>& keys,
                               const write_options& options) const {
  auto g = multi_dissoc_call(*engine_, keys, options);
  if (!g->all.empty())
    run(*engine_, g);
  return removed_keys(*g);
}

revision store_operations::transact(const std::vector<value>& keys,
                                    const std::function<void(transaction&)>& f,
                                    const write_options& options) const {
  return transact_run(*engine_, keys, f, options).commit();
}

void store_operations::sync() const {
  if (!engine_->store().can.writable)
    return; // what is seen is durable
  auto c = make_ref<call>();
  engine_->run(engine_->store().committer, sync_all{courier<call>(c)}, *c, 0);
  c->check();
}

async_store store_operations::async() const {
  return async_store(engine_);
}

detail::last_handle::~last_handle() {
  // The machinery logs what failed when it goes itself.
  (void)engine_->close();
}

void store_operations::close() const {
  engine_->close().or_throw();
}

} // namespace brine
