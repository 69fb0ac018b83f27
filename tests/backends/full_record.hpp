// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/record.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace brine::test {

/// A record that has all that one can have, but for fields.
inline journal::record full_record() {
  journal::record x;
  x.rev = 7;
  x.previous = 5;
  x.time = 1000;
  x.origin = 3;
  x.id.bytes = {1, 2, 3};
  x.what = operation::update_in;
  x.flags = journal::external;
  x.key = "key";
  x.path = "the path";
  x.blob = "a blob";
  x.head = 3;
  return x;
}

/// The fields of a record that has just this one.
inline std::string
field_with(journal::field_tag tag, std::string_view bytes = "12345678") {
  auto fields = std::string();
  append_field(fields, tag, bytes);
  return fields;
}

inline std::vector<std::byte> encoded(const journal::record& x) {
  std::vector<std::byte> bytes(encoded_size(x));
  encode(x, bytes.data());
  return bytes;
}

} // namespace brine::test
