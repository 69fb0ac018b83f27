// SPDX-License-Identifier: MIT
#pragma once

#include <brine/actors/executor.hpp>
#include <brine/actors/store.hpp>
#include <brine/backends/registry.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/core/clock.hpp>

#include <memory>
#include <string_view>

namespace brine {

/// What a config cannot say.
struct connect_options {
  backend_registry backends = builtin_backends();
  codec_registry codecs = builtin_codecs();
  std::shared_ptr<brine::clock> clock{}; ///< Null: the system's.
  brine::executor* executor{};           ///< Null: own callback threads.
};

/// A store's config: a map value with `backend` and that backend's keys, or a
/// URI such as `journal:data?fsync=never` or `memory:`, or a path, which is
/// that of a journal. docs/config.md lists the keys. All functions throw
/// `bad_config`, naming the key, and what their backend fails with.
class config {
public:
  config(const char* uri_or_path);
  config(std::string_view uri_or_path);
  config(const std::string& uri_or_path);
  config(value map);

  [[nodiscard]] const value& map() const noexcept {
    return map_;
  }

private:
  value map_;
};

/// Opens a store, which is made if it is missing: `open("data")` is a journal
/// in the directory `data`.
[[nodiscard]] store
open(const config& where, const connect_options& options = {});

/// Opens a store that is there.
[[nodiscard]] store
connect(const config& where, const connect_options& options = {});

/// Makes a store where none is, and opens it.
[[nodiscard]] store
create(const config& where, const connect_options& options = {});

[[nodiscard]] bool
exists(const config& where, const connect_options& options = {});

/// Removes a store with all it holds. It must not be open.
void destroy(const config& where, const connect_options& options = {});

} // namespace brine
