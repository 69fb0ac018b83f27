// SPDX-License-Identifier: MIT
#include "model.hpp"

#include <brine/core/document.hpp>

#include <algorithm>
#include <set>

namespace brine::test {

namespace {

template <class Range>
bool begin_with(const Range& all, const Range& first) {
  auto same = [](const auto& a, const auto& b) {
    if constexpr (std::same_as<std::decay_t<decltype(a)>, value>)
      return key_compare(a, b) == 0;
    else
      return a == b;
  };
  return first.size() <= all.size()
         && std::equal(first.begin(), first.end(), all.begin(), same);
}

/// What docs/keys.md says of prefixes.
bool begins_with(const value& key, const value& prefix) {
  if (prefix.is_nil())
    return true;
  if (key.kind() != prefix.kind())
    return false;
  switch (prefix.kind()) {
  case kind::string:
    return begin_with(key.as_string(), prefix.as_string());
  case kind::symbol:
    return begin_with(key.as_symbol(), prefix.as_symbol());
  case kind::keyword:
    return begin_with(key.as_keyword(), prefix.as_keyword());
  case kind::bytes:
    return begin_with(key.as_bytes(), prefix.as_bytes());
  case kind::vector:
  case kind::list:
    return begin_with(key.items(), prefix.items());
  default:
    return key_compare(key, prefix) == 0;
  }
}

void check_metadata(const value& metadata) {
  if (!metadata.is_nil() && !metadata.is_map())
    throw error(errc::wrong_kind, "metadata");
}

/// An empty map says no more than nil.
value kept_metadata(const value& metadata) {
  return metadata == map() ? value() : metadata;
}

} // namespace

std::string model::run(const step& s) {
  try {
    return answer(s);
  } catch (const own_failure&) {
    return std::string(own_failure_text);
  } catch (const error& e) {
    return failure_text(e.code());
  }
}

std::string model::answer(const step& s) {
  using call = step::call;
  switch (s.what) {
  case call::get:
  case call::get_in: {
    const auto* found = find(s.keys[0]);
    const auto* leaf = found ? find_in(found->document, s.steps) : nullptr;
    return text(leaf ? std::optional(*leaf) : std::nullopt);
  }
  case call::exists:
    return find(s.keys[0]) ? "true" : "false";
  case call::get_meta: {
    const auto* found = find(s.keys[0]);
    if (!found)
      return text(std::optional<document_info>());
    return text(
      std::optional(document_info{s.keys[0],
                                  found->document.is_bytes() ? "binary" : "edn",
                                  {},
                                  found->rev,
                                  found->metadata}));
  }
  case call::keys: {
    std::vector<value> all;
    for (const auto& [key, document] : with_prefix(s.keys[0]))
      all.push_back(key);
    return text(all);
  }
  case call::scan:
    return text(with_prefix(s.keys[0]));
  case call::multi_get: {
    std::map<value, value, key_less> all;
    for (const auto& key : s.keys)
      if (const auto* found = find(key))
        all[key] = found->document;
    return text(all);
  }
  case call::multi_assoc:
  case call::multi_dissoc:
    return change_many(s);
  case call::transact:
    return transact(s);
  case call::reopen:
    return {};
  default:
    return change(s);
  }
}

/// The writes of one key.
std::string model::change(const step& s) {
  using call = step::call;
  check_metadata(s.metadata);
  const auto& key = s.keys[0];
  const auto now = find(key) ? std::optional(*find(key)) : std::nullopt;
  if (s.expected && *s.expected != (now ? now->rev : 0))
    throw error(errc::conflict, "expected");
  if (s.what == call::dissoc) {
    if (now)
      commit(operation::dissoc, {{key, std::nullopt}});
    return now ? "true" : "false";
  }
  if (s.what == call::assoc || (s.what == call::assoc_in && s.steps.empty()))
    return text(
      commit(operation::assoc,
             {{key, kept{s.documents[0], kept_metadata(s.metadata)}}}));
  const auto before = now ? now->document : value();
  const auto old = try_old_in(before, s.steps).or_throw();
  const auto leaf =
    s.what == call::assoc_in ? s.documents[0] : updated_by(s, old);
  const auto after = brine::assoc_in(before, std::span(s.steps), leaf);
  const auto metadata =
    s.metadata.is_nil() && now ? now->metadata : kept_metadata(s.metadata);
  const auto what = s.what == call::assoc_in ? operation::assoc_in
                    : s.steps.empty()        ? operation::update
                                             : operation::update_in;
  const auto rev = commit(what, {{key, kept{after, metadata}}}, s.steps);
  return s.what == call::assoc_in ? text(rev)
                                  : text(updated{before, after, rev});
}

std::string model::change_many(const step& s) {
  const auto removes = s.what == step::call::multi_dissoc;
  if (s.expected)
    throw error(errc::bad_argument, "expected");
  check_metadata(s.metadata);
  edits all;
  std::map<value, bool, key_less> removed;
  for (std::size_t i = 0; i < s.keys.size(); ++i) {
    removed[s.keys[i]] = find(s.keys[i]) != nullptr;
    if (!removes)
      all[s.keys[i]] = kept{s.documents[i], kept_metadata(s.metadata)};
    else if (find(s.keys[i]))
      all[s.keys[i]] = std::nullopt;
  }
  const auto rev =
    all.empty()
      ? 0
      : commit(removes ? operation::multi_dissoc : operation::multi_assoc, all);
  return removes ? text(removed) : text(rev);
}

std::string model::transact(const step& s) {
  /// As `transaction`: only the keys declared are there.
  struct declared : std::map<value, std::optional<value>, key_less> {
    std::optional<value>& operator[](const value& key) {
      auto found = find(key);
      if (found == end())
        throw error(errc::bad_argument, "undeclared");
      return found->second;
    }
  };

  if (s.expected)
    throw error(errc::bad_argument, "expected");
  check_metadata(s.metadata);
  declared before;
  for (const auto& key : s.keys)
    before.emplace(key, find(key) ? std::optional(find(key)->document)
                                  : std::nullopt);
  auto after = before;
  transact_by(s, after);
  edits all;
  for (auto& [key, document] : after) {
    if (text(document) == text(before[key]))
      continue;
    const auto* now = find(key);
    if (document)
      all[key] =
        kept{*document, s.metadata.is_nil() && now ? now->metadata
                                                   : kept_metadata(s.metadata)};
    else
      all[key] = std::nullopt;
  }
  return text(all.empty() ? 0 : commit(operation::transact, all));
}

const model::kept* model::find(const value& key) const {
  auto found = documents_.find(key);
  return found == documents_.end() ? nullptr : &found->second;
}

revision model::revision_of(const value& key) const {
  const auto* found = find(key);
  return found ? found->rev : 0;
}

std::map<value, value, key_less> model::documents() const {
  return with_prefix({});
}

std::map<value, value, key_less> model::with_prefix(const value& prefix) const {
  std::map<value, value, key_less> all;
  for (const auto& [key, k] : documents_)
    if (begins_with(key, prefix))
      all[key] = k.document;
  return all;
}

revision model::commit(operation what, const edits& all,
                       const std::vector<value>& steps) {
  brine::change c;
  c.rev = history_.size() + 1;
  c.what = what;
  for (const auto& [key, now] : all) {
    edit e;
    e.key = key;
    e.path = steps;
    e.removed = !now;
    if (const auto* before = find(key)) {
      e.previous = before->rev;
      e.old = old_value::known;
      e.before = before->document;
    }
    if (now) {
      e.after = now->document;
      e.metadata = now->metadata;
      documents_[key] = kept{now->document, now->metadata, c.rev};
    } else {
      documents_.erase(key);
    }
    c.edits.push_back(e);
  }
  history_.push_back(text(c));
  return c.rev;
}

} // namespace brine::test
