// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/async_store.hpp>
#include <brine/actors/connect.hpp>
#include <brine/cli/import_source.hpp>

#include <deque>

namespace brine::cli {

/// Writes documents, each in a commit of its own, many of them at once.
class document_writer {
public:
  /// `where` is the store's config. `from` is the input's name, for messages;
  /// without one, places in it are not told.
  document_writer(const store& db, const config& where, std::string from = {});

  /// Throws what an earlier document, or this one, failed with.
  void add(const import_item& item);

  /// Waits for all; throws the first failure.
  void finish();

  /// Brings home what is on its way; what went wrong first.
  error stop(const error& why);

  /// How many documents are known to be in the store.
  [[nodiscard]] std::uint64_t done() const noexcept {
    return done_;
  }

private:
  struct on_its_way {
    async_result<revision> answer;
    std::size_t bytes;
    value key;
    text_place at;
  };

  void finish_one();
  [[nodiscard]] error
  placed(const error& e, const value& key, const text_place& at) const;

  const store& db_;
  std::size_t most_operations_;
  std::size_t most_bytes_;
  std::string from_;
  std::deque<on_its_way> open_;
  std::size_t bytes_ = 0;
  std::uint64_t done_ = 0;
};

/// "1 document was imported", and the like.
[[nodiscard]] std::string
documents_were(std::uint64_t count, const std::string& done);

} // namespace brine::cli
