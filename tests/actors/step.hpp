// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/store.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace brine::test {

/// One call of a store, as data: made on stores and on a model alike.
struct step {
  enum class call : std::uint8_t {
    get,
    get_in,
    exists,
    get_meta,
    assoc,
    assoc_in,
    update,
    update_in,
    dissoc,
    keys,
    scan,
    multi_get,
    multi_assoc,
    multi_dissoc,
    transact,
    reopen, ///< Close and open again; of a store in memory nothing.
  };

  static constexpr int calls = 16;

  call what = call::get;
  bool async = false;             ///< Through the other door.
  std::vector<value> keys{};      ///< One, but of multi-key operations.
  std::vector<value> steps{};     ///< Below the key.
  std::vector<value> documents{}; ///< As many as keys.
  std::optional<revision> expected{};
  value metadata{};
  operation_id id{};
};

/// The operation and what it is given, for messages.
[[nodiscard]] std::string to_string(const step& s);

/// What the user's function of a step throws.
struct own_failure : std::runtime_error {
  own_failure() : std::runtime_error("own failure") {}
};

/// What the function of an update makes of a value.
[[nodiscard]] value updated_by(const step& s, const value& old);

/// What the function of a transaction does. `documents[key]` is an optional.
template <class Transaction>
void transact_by(const step& s, Transaction& documents) {
  for (std::size_t i = 0; i < s.keys.size(); ++i) {
    const auto& wish = s.documents[i];
    auto& document = documents[s.keys[i]];
    if (wish == keyword("throw"))
      throw own_failure();
    if (wish == keyword("undeclared"))
      (void)documents["undeclared"];
    else if (wish == keyword("gone"))
      document.reset();
    else if (wish == keyword("count"))
      document = document ? document->as_int() + 1 : 1;
    else if (wish == keyword("swap"))
      std::swap(document, documents[s.keys[0]]);
    else if (wish != keyword("keep"))
      document = wish;
  }
}

/// Makes the call on a store; the answer or what it failed with as text.
[[nodiscard]] std::string run(const store& db, const step& s);

// The texts of answers, so that the model gives the same.

[[nodiscard]] std::string text(const std::optional<value>& found);
[[nodiscard]] std::string text(revision rev);
[[nodiscard]] std::string text(const updated& done);
[[nodiscard]] std::string text(const std::optional<document_info>& found);
[[nodiscard]] std::string text(const std::vector<value>& keys);
[[nodiscard]] std::string text(const std::map<value, bool, key_less>& removed);
[[nodiscard]] std::string text(const std::map<value, value, key_less>& found);
[[nodiscard]] std::string failure_text(errc code);
inline constexpr std::string_view own_failure_text = "own failure";

/// A change with all that is known of it but time and log.
[[nodiscard]] std::string text(const change& c);

/// The history after a revision, one text per commit, with old values.
[[nodiscard]] std::vector<std::string>
history(const store& db, revision after = 0);

} // namespace brine::test
