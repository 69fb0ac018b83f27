// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace brine::test {

/// Loads objects of users' types from whatever value the bytes are in cereal's
/// format. What loads, saves and loads again.
void load_user_types(std::string_view bytes);

} // namespace brine::test
