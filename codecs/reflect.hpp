// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/reflect_load.hpp>
#include <brine/codecs/reflect_place.hpp>
#include <brine/codecs/reflect_save.hpp>
#include <brine/codecs/reflect_traits.hpp>
#include <brine/core/result.hpp>

// Users' types as values: their cereal functions run on archives that build
// and read maps. docs/user-types.md says what becomes of which type.

namespace brine {

/// The value of a user's object: a map of its fields, or what its
/// `save_minimal` gives. Throws `brine::error`, with the place in the value,
/// for what would not come back. Of what the type's own functions throw,
/// `cereal::Exception` becomes `wrong_kind` with its place; all else passes
/// through.
template <class T>
[[nodiscard]] value to_value(const T& x, const reflect_options& how = {}) {
  auto asked = detail::reflection{how, {}};
  return detail::save_value(x, detail::place(asked));
}

/// The object of a value. A value of another kind, a number that does not fit
/// and a field that the type has not are `wrong_kind`, a missing field is
/// `not_found`, each with its place, as `at ["user" "tags" 2]`. A missing
/// optional or pointer is empty. Of what the type's own functions throw,
/// `brine::error` is returned and `cereal::Exception` becomes `wrong_kind`;
/// all else passes through.
template <class T>
[[nodiscard]] result<T>
from_value(const value& v, const reflect_options& how = {}) {
  auto asked = detail::reflection{how, {}};
  try {
    return detail::load<T>(v, asked);
  } catch (const error& e) {
    return e;
  }
}

} // namespace brine
