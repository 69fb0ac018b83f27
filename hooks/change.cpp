// SPDX-License-Identifier: MIT
#include <brine/core/clock.hpp>
#include <brine/core/key.hpp>
#include <brine/hooks/change.hpp>

namespace brine {

std::string_view name(operation what) noexcept {
  switch (what) {
  case operation::assoc:
    return "assoc";
  case operation::assoc_in:
    return "assoc-in";
  case operation::update:
    return "update";
  case operation::update_in:
    return "update-in";
  case operation::dissoc:
    return "dissoc";
  case operation::multi_assoc:
    return "multi-assoc";
  case operation::multi_dissoc:
    return "multi-dissoc";
  case operation::transact:
    return "transact";
  case operation::housekeeping:
    return "housekeeping";
  }
  return "unknown";
}

result<change> make_change(logged_commit&& logged, const log_id& log) {
  change c;
  c.rev = logged.rev;
  c.what = logged.what;
  c.time = logged.time;
  c.origin = logged.origin;
  c.id = logged.id;
  c.log = log;
  c.edits.reserve(logged.edits.size());
  for (auto& from : logged.edits) {
    edit e;
    auto key = decode_key(from.key);
    if (!key)
      return key.failure();
    e.key = std::move(*key);
    if (!from.path.empty()) {
      auto steps = decode_keys(from.path);
      if (!steps)
        return steps.failure();
      e.path = std::move(*steps);
    }
    e.removed = from.removes;
    e.previous = from.previous;
    e.after = std::move(from.content);
    e.metadata = std::move(from.metadata);
    c.edits.push_back(std::move(e));
  }
  return c;
}

namespace {

value to_value(const edit& e) {
  std::vector<entry> fields;
  fields.emplace_back(keyword("key"), e.key);
  if (!e.path.empty())
    fields.emplace_back(keyword("path"), e.path);
  if (e.removed)
    fields.emplace_back(keyword("removed"), true);
  else
    fields.emplace_back(keyword("value"), e.after);
  if (!e.metadata.is_nil())
    fields.emplace_back(keyword("meta"), e.metadata);
  if (e.old == old_value::known)
    fields.emplace_back(keyword("old-value"), e.before);
  if (e.old == old_value::compacted)
    fields.emplace_back(keyword("old-value-compacted"), true);
  return value::map_of(fields);
}

} // namespace

std::size_t document_bytes(const change& c) noexcept {
  std::size_t sum = 0;
  for (const auto& e : c.edits)
    sum += e.after.memory() + e.before.memory() + e.metadata.memory();
  return sum;
}

value to_value(const change& c) {
  std::vector<entry> fields;
  fields.emplace_back(keyword("revision"), c.rev);
  if (c.event == event::mark)
    return value::map_of(fields);
  if (c.event == event::state)
    fields.emplace_back(keyword("op"), keyword("state"));
  else
    fields.emplace_back(keyword("op"), keyword(name(c.what)));
  fields.emplace_back(
    keyword("time"),
    instant{static_cast<std::int64_t>(hybrid_time{c.time}.milliseconds())
            * 1000});
  if (c.edits.size() == 1) {
    auto only = to_value(c.only());
    for (const auto& e : only.entries())
      fields.push_back(e);
  } else {
    std::vector<value> all;
    for (const auto& e : c.edits)
      all.push_back(to_value(e));
    fields.emplace_back(keyword("edits"), value::vector_of(all));
  }
  return value::map_of(fields);
}

} // namespace brine
