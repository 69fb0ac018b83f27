// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/backend.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/core/config.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace brine {

/// What to do about a store that is, or is not, there.
enum class open_how : std::uint8_t {
  existing, ///< `store_missing` if there is none.
  fresh,    ///< `store_exists` if there is one.
  either,
};

/// Where a store of one kind is or may be, as its config says.
struct backend_place {
  /// Takes what documents are encoded with.
  std::function<result<std::unique_ptr<backend>>(open_how, const store_codecs&)>
    open;

  std::function<result<bool>()> exists;

  /// Removes the store and all it holds; it must not be open.
  std::function<result<void>()> destroy;
};

/// The backends that can be named in a config. A value; copies are cheap.
class backend_registry {
public:
  /// Asks the reader for every key of its own; looks at nothing before `open`.
  using configure = std::function<backend_place(config_reader&)>;

  /// Replaces the backend of this name if there is one.
  void add(std::string name, configure f);

  /// `unknown_backend` with the known names if there is none.
  [[nodiscard]] result<configure> find(std::string_view name) const;

  [[nodiscard]] std::vector<std::string> names() const;

private:
  std::map<std::string, configure, std::less<>> backends_;
};

/// The backends that come with brine.
[[nodiscard]] backend_registry builtin_backends();

} // namespace brine
