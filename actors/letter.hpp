// SPDX-License-Identifier: MIT
#pragma once

#include <caf/type_erased_tuple.hpp>

#include <typeinfo>

namespace brine {

/// A message as a store actor looks at it first: by its type alone. CAF's own
/// way, over every case of a behavior and a promise for the answer, costs more
/// than what is done with the messages that each call sends.
class letter {
public:
  /// @pre nobody else has the content
  explicit letter(caf::type_erased_tuple& content) noexcept
      : content_(content),
        type_(content.size() == 1 ? content.type(0).second : nullptr) {}

  /// What is in it, if that is a T; else null, as for types that CAF knows by
  /// number.
  template <class T>
  [[nodiscard]] T* as() const noexcept {
    return type_ == &typeid(T) ? static_cast<T*>(content_.get_mutable(0))
                               : nullptr;
  }

private:
  caf::type_erased_tuple& content_;
  const std::type_info* type_;
};

} // namespace brine
