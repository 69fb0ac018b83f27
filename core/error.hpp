// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

namespace brine {

/// What went wrong. The set is closed: numbers are never reused or changed.
enum class errc : std::uint16_t {
  bad_argument = 1,       ///< A call that makes no sense as given.
  wrong_kind = 2,         ///< A value has another kind than the call needs.
  bad_text = 3,           ///< edn, JSON or a URI that cannot be read.
  bad_config = 4,         ///< An unknown config key, or a bad value of one.
  unknown_backend = 5,    ///< No backend is registered under this name.
  unsupported = 6,        ///< The backend cannot do this.
  too_large = 7,          ///< A key or document above the limit.
  conflict = 8,           ///< The revision asked for is not the current one.
  busy = 9,               ///< Too many operations in flight; try again.
  reentrant_call = 10,    ///< A blocking call from inside a store's turn.
  store_missing = 11,     ///< There is no store at this place.
  store_exists = 12,      ///< There already is a store at this place.
  store_in_use = 13,      ///< Another process or handle has it open to write.
  store_closed = 14,      ///< The store was closed before the answer.
  not_a_store = 15,       ///< Something else is at this place.
  newer_format = 16,      ///< Written by a newer brine.
  no_permission = 17,     ///< The operating system refused access.
  io_failed = 18,         ///< A read or write failed.
  storage_full = 19,      ///< No space left.
  storage_failed = 20,    ///< Writes stopped after an earlier failure.
  outcome_unknown = 21,   ///< The write may or may not be found later.
  damaged = 22,           ///< Stored bytes are not what was written.
  history_lost = 23,      ///< The change stream cannot resume from here.
  read_only = 24,         ///< The store was opened with mode=read.
  dependency_failed = 25, ///< A write this one was built on failed.
  not_found = 26,         ///< A named thing, not a document, is missing.
  callback_failed = 27,   ///< User code threw where it must not.
  wrong_secret = 28,      ///< No key at hand opens what is encrypted.
};

/// The name of a code as it appears in messages, such as "store_in_use".
[[nodiscard]] std::string_view name(errc code) noexcept;

/// Everything that fails in brine fails with this: a code, a message that says
/// what and where, and the key and cause where there are any. Copying is cheap
/// and does not throw.
class error : public std::exception {
public:
  error(errc code, std::string message);

  /// An error about one key, given as edn text.
  error(errc code, std::string message, std::string key);

  /// The same error, caused by another exception.
  [[nodiscard]] error caused_by(std::exception_ptr cause) const;

  /// The same error about a key, given as edn text, unless it names one.
  [[nodiscard]] error about(std::string key) const;

  [[nodiscard]] errc code() const noexcept;

  /// What happened, without code and key.
  [[nodiscard]] const std::string& message() const noexcept;

  /// The key concerned as edn text; empty if there is none.
  [[nodiscard]] const std::string& key() const noexcept;

  /// The exception behind this one; null if there is none.
  [[nodiscard]] std::exception_ptr cause() const noexcept;

  /// Code, message and key in one line.
  [[nodiscard]] const char* what() const noexcept override;

private:
  struct state;
  explicit error(std::shared_ptr<const state> s) noexcept;
  std::shared_ptr<const state> state_;
};

} // namespace brine
