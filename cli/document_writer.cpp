// SPDX-License-Identifier: MIT
#include <brine/cli/document_writer.hpp>
#include <brine/core/config.hpp>
#include <brine/core/edn.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace brine::cli {

namespace {

constexpr std::int64_t most_operations = 1024;
constexpr std::uint64_t most_bytes = std::uint64_t{32} << 20;

} // namespace

// No more than the store's own limits, of which one answers `busy`.
document_writer::document_writer(const store& db, const config& where,
                                 std::string from)
    : db_(db), from_(std::move(from)) {
  auto reader = config_reader(where.map());
  most_operations_ = static_cast<std::size_t>(
    std::min(most_operations,
             reader.integer("max-operations", std::int64_t{1} << 20, 1)));
  most_bytes_ = static_cast<std::size_t>(
    std::min(most_bytes, reader.bytes("max-bytes", most_bytes * 8) / 8));
}

void document_writer::add(const import_item& item) {
  const auto size = item.document.memory() + item.metadata.memory();
  while (!open_.empty()
         && (open_.size() >= most_operations_ || bytes_ + size > most_bytes_))
    finish_one();
  write_options o;
  o.metadata = item.metadata;
  try {
    open_.push_back(
      {db_.async().assoc(item.key, item.document, o), size, item.key, item.at});
  } catch (const error& e) {
    throw placed(e, item.key, item.at);
  }
  bytes_ += size;
}

void document_writer::finish() {
  std::exception_ptr failed;
  while (!open_.empty()) {
    try {
      finish_one();
    } catch (const error&) {
      if (!failed)
        failed = std::current_exception();
    }
  }
  if (failed)
    std::rethrow_exception(failed);
}

error document_writer::stop(const error& why) {
  try {
    finish();
  } catch (const error& other) {
    return other.code() == why.code() ? why : other;
  }
  return why;
}

void document_writer::finish_one() {
  auto first = std::move(open_.front());
  open_.pop_front();
  bytes_ -= first.bytes;
  try {
    first.answer.get();
  } catch (const error& e) {
    throw placed(e, first.key, first.at);
  }
  ++done_;
}

/// The store's error, with the place in the input.
error document_writer::placed(const error& e, const value& key,
                              const text_place& at) const {
  const auto where =
    from_.empty() ? std::string() : from_ + ": " + describe(at) + ": ";
  return {e.code(), where + e.message(),
          e.key().empty() ? brief(key) : e.key()};
}

std::string documents_were(std::uint64_t count, const std::string& done) {
  return fmt::format("{} {} {}", count,
                     count == 1 ? "document was" : "documents were", done);
}

} // namespace brine::cli
