// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/serializer.hpp>

// Serializers as blobs call them. One may be a user's, and throw what it likes:
// that comes back as `callback_failed`, naming the serializer, with what was
// thrown as its cause. A `brine::error` comes back as it is. `std::bad_alloc`
// passes through, since it is nobody's fault.

namespace brine {

result<void>
call_encode(const serializer& by, std::string& out, const value& v);

result<void> call_encode_entries(const serializer& by, std::string& out,
                                 std::span<const entry> entries);

[[nodiscard]] result<value>
call_decode(const serializer& by, std::string_view encoded);

} // namespace brine
