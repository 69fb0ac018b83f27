// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "step.hpp"

namespace brine::test {

/// What a store is meant to be: a map of values that counts its commits.
class model {
public:
  /// What a store shall answer, as `run` gives it.
  std::string run(const step& s);

  [[nodiscard]] const std::vector<std::string>& history() const noexcept {
    return history_;
  }

  [[nodiscard]] std::map<value, value, key_less> documents() const;

  [[nodiscard]] revision last() const noexcept {
    return history_.size();
  }

  [[nodiscard]] revision revision_of(const value& key) const;

private:
  struct kept {
    value document;
    value metadata;
    revision rev = 0;
  };

  /// Of a key after a commit; empty: it is gone.
  using edits = std::map<value, std::optional<kept>, key_less>;

  std::string answer(const step& s);
  std::string change(const step& s);
  std::string change_many(const step& s);
  std::string transact(const step& s);
  void check_expected(const step& s) const;
  [[nodiscard]] const kept* find(const value& key) const;
  [[nodiscard]] std::map<value, value, key_less>
  with_prefix(const value& prefix) const;
  revision commit(operation what, const edits& all,
                  const std::vector<value>& steps = {});

  std::map<value, kept, key_less> documents_;
  std::vector<std::string> history_;
};

} // namespace brine::test
