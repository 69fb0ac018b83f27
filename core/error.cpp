// SPDX-License-Identifier: MIT
#include <brine/core/error.hpp>

#include <utility>

namespace brine {

std::string_view name(errc code) noexcept {
  switch (code) {
  case errc::bad_argument:
    return "bad_argument";
  case errc::wrong_kind:
    return "wrong_kind";
  case errc::bad_text:
    return "bad_text";
  case errc::bad_config:
    return "bad_config";
  case errc::unknown_backend:
    return "unknown_backend";
  case errc::unsupported:
    return "unsupported";
  case errc::too_large:
    return "too_large";
  case errc::conflict:
    return "conflict";
  case errc::busy:
    return "busy";
  case errc::reentrant_call:
    return "reentrant_call";
  case errc::store_missing:
    return "store_missing";
  case errc::store_exists:
    return "store_exists";
  case errc::store_in_use:
    return "store_in_use";
  case errc::store_closed:
    return "store_closed";
  case errc::not_a_store:
    return "not_a_store";
  case errc::newer_format:
    return "newer_format";
  case errc::no_permission:
    return "no_permission";
  case errc::io_failed:
    return "io_failed";
  case errc::storage_full:
    return "storage_full";
  case errc::storage_failed:
    return "storage_failed";
  case errc::outcome_unknown:
    return "outcome_unknown";
  case errc::damaged:
    return "damaged";
  case errc::history_lost:
    return "history_lost";
  case errc::read_only:
    return "read_only";
  case errc::dependency_failed:
    return "dependency_failed";
  case errc::not_found:
    return "not_found";
  case errc::wrong_secret:
    return "wrong_secret";
  case errc::callback_failed:
    return "callback_failed";
  }
  return "unknown_code";
}

struct error::state {
  errc code;
  std::string message;
  std::string key;
  std::exception_ptr cause;
  std::string what;

  state(errc c, std::string m, std::string k, std::exception_ptr e)
      : code(c), message(std::move(m)), key(std::move(k)), cause(std::move(e)) {
    what = std::string(name(code)) + ": " + message;
    if (!key.empty())
      what += " (key " + key + ")";
  }
};

error::error(errc code, std::string message)
    : error(code, std::move(message), {}) {}

error::error(errc code, std::string message, std::string key)
    : state_(std::make_shared<const state>(code, std::move(message),
                                           std::move(key), nullptr)) {}

error::error(std::shared_ptr<const state> s) noexcept : state_(std::move(s)) {}

error error::caused_by(std::exception_ptr cause) const {
  return error(std::make_shared<const state>(state_->code, state_->message,
                                             state_->key, std::move(cause)));
}

error error::about(std::string key) const {
  if (!state_->key.empty())
    return *this;
  return error(std::make_shared<const state>(state_->code, state_->message,
                                             std::move(key), state_->cause));
}

errc error::code() const noexcept {
  return state_->code;
}

const std::string& error::message() const noexcept {
  return state_->message;
}

const std::string& error::key() const noexcept {
  return state_->key;
}

std::exception_ptr error::cause() const noexcept {
  return state_->cause;
}

const char* error::what() const noexcept {
  return state_->what.c_str();
}

} // namespace brine
