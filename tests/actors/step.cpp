// SPDX-License-Identifier: MIT
#include "step.hpp"

#include <brine/actors/async_store.hpp>

#include <algorithm>

namespace brine::test {

namespace {

constexpr std::string_view names[] = {
  "get",         "get_in",       "exists",   "get_meta", "assoc", "assoc_in",
  "update",      "update_in",    "dissoc",   "keys",     "scan",  "multi_get",
  "multi_assoc", "multi_dissoc", "transact", "reopen"};

template <class T>
T answer(async_result<T> started) {
  return started.get();
}

template <class T>
T answer(T given) {
  return given;
}

path path_of(const step& s) {
  auto parts = std::vector<value>{s.keys.at(0)};
  parts.insert(parts.end(), s.steps.begin(), s.steps.end());
  return path::of(std::move(parts));
}

std::map<value, value, key_less>
map_of(const std::vector<std::pair<value, value>>& documents) {
  std::map<value, value, key_less> all;
  for (const auto& [key, document] : documents)
    all[key] = document;
  return all;
}

/// Through either door; they have the same operations.
template <class Door>
std::string call(const Door& db, const step& s) {
  write_options options;
  options.expected = s.expected;
  options.metadata = s.metadata;
  options.id = s.id;
  auto change = [s](const value& old) { return updated_by(s, old); };
  switch (s.what) {
  case step::call::get:
    return text(answer(db.get(s.keys[0])));
  case step::call::get_in:
    return text(answer(db.get_in(path_of(s))));
  case step::call::exists:
    return answer(db.exists(s.keys[0])) ? "true" : "false";
  case step::call::assoc:
    return text(answer(db.assoc(s.keys[0], s.documents[0], options)));
  case step::call::assoc_in:
    return text(answer(db.assoc_in(path_of(s), s.documents[0], options)));
  case step::call::update:
    return text(answer(db.update(s.keys[0], change, options)));
  case step::call::update_in:
    return text(answer(db.update_in(path_of(s), change, options)));
  case step::call::dissoc:
    return answer(db.dissoc(s.keys[0], options)) ? "true" : "false";
  case step::call::keys:
    return text(answer(db.keys(s.keys[0])));
  case step::call::scan:
    return text(map_of(answer(db.scan(s.keys[0]))));
  case step::call::multi_get:
    return text(answer(db.multi_get(s.keys)));
  case step::call::multi_assoc: {
    std::vector<std::pair<value, value>> all;
    for (std::size_t i = 0; i < s.keys.size(); ++i)
      all.emplace_back(s.keys[i], s.documents[i]);
    return text(answer(db.multi_assoc(all, options)));
  }
  case step::call::multi_dissoc:
    return text(answer(db.multi_dissoc(s.keys, options)));
  case step::call::transact:
    return text(answer(db.transact(
      s.keys, [s](transaction& t) { transact_by(s, t); }, options)));
  case step::call::get_meta:
  case step::call::reopen:
    break; // not here
  }
  return {};
}

} // namespace

std::string to_string(const step& s) {
  auto out = std::string(s.async ? "async " : "")
             + std::string(names[static_cast<int>(s.what)]) + ' '
             + brine::to_string(value(s.keys)) + " at "
             + brine::to_string(value(s.steps)) + " with "
             + brine::to_string(value(s.documents));
  if (s.expected)
    out += " expecting " + std::to_string(*s.expected);
  if (!s.metadata.is_nil())
    out += " metadata " + brine::to_string(s.metadata);
  return out;
}

value updated_by(const step& s, const value& old) {
  if (s.documents[0] == keyword("throw"))
    throw own_failure();
  if (old.is_int() && old.as_int() < 1000)
    return old.as_int() + 1;
  return s.documents[0];
}

std::string run(const store& db, const step& s) {
  try {
    if (s.what == step::call::get_meta)
      return text(db.get_meta(s.keys[0]));
    return s.async ? call(db.async(), s) : call(db, s);
  } catch (const own_failure&) {
    return std::string(own_failure_text);
  } catch (const error& e) {
    return failure_text(e.code());
  }
}

std::string text(const std::optional<value>& found) {
  return found ? brine::to_string(*found) : "absent";
}

std::string text(revision rev) {
  return "revision " + std::to_string(rev);
}

std::string text(const updated& done) {
  return text(done.rev) + " from " + brine::to_string(done.before) + " to "
         + brine::to_string(done.after);
}

std::string text(const std::optional<document_info>& found) {
  if (!found)
    return "absent";
  return brine::to_string(found->key) + ' ' + found->type + ' '
         + text(found->rev) + ' ' + brine::to_string(found->custom);
}

std::string text(const std::vector<value>& keys) {
  return brine::to_string(value(keys));
}

std::string text(const std::map<value, bool, key_less>& removed) {
  std::string out;
  for (const auto& [key, was_there] : removed)
    out += brine::to_string(key) + (was_there ? " removed; " : " absent; ");
  return out;
}

std::string text(const std::map<value, value, key_less>& found) {
  std::string out;
  for (const auto& [key, document] : found)
    out += brine::to_string(key) + ' ' + brine::to_string(document) + "; ";
  return out;
}

std::string failure_text(errc code) {
  return "error " + std::string(name(code));
}

std::string text(const change& c) {
  auto out = std::to_string(c.rev) + ' ' + std::string(name(c.what));
  // Within a commit the order is that of ranges.
  auto edits = c.edits;
  std::sort(edits.begin(), edits.end(), [](const auto& a, const auto& b) {
    return key_less()(a.key, b.key);
  });
  for (const auto& e : edits) {
    out += "; " + brine::to_string(e.key) + ' '
           + brine::to_string(value(e.path)) + ' '
           + (e.removed ? "gone" : brine::to_string(e.after)) + ' '
           + brine::to_string(e.metadata) + " was "
           + (e.old == old_value::known ? brine::to_string(e.before) : "absent")
           + " of " + std::to_string(e.previous);
  }
  return out;
}

std::vector<std::string> history(const store& db, revision after) {
  changes_options o;
  o.from = cursor{{}, after};
  o.old_values = true;
  std::vector<std::string> all;
  for (const auto& c : db.changes(o))
    all.push_back(text(c));
  return all;
}

} // namespace brine::test
