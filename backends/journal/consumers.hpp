// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/consumer_lease.hpp>
#include <brine/backends/journal/file.hpp>
#include <brine/backends/journal/identity.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// `consumers.edn`: for whom history is kept; see edn_file.hpp.
// docs/journal-files.md says what each key means.

namespace brine::journal {

inline constexpr const char* consumers_file = "consumers.edn";

/// The most that one store may have.
inline constexpr std::size_t consumer_limit = 1000;

/// Replaces `consumers.edn`; durable when this returns.
/// @pre names of at most 100 bytes
result<void> write_consumers(disk& where, const std::string& folder,
                             const std::vector<consumer_lease>& all);

/// Reads it; none if there is no file. Fails as `read_identity` does.
result<std::vector<consumer_lease>>
read_consumers(disk& where, const std::string& folder);

/// Those whose lease has not ended.
[[nodiscard]] std::vector<consumer_lease>
within_lease(std::vector<consumer_lease> all, wall_time now);

/// Where they stand in the present log: of a former one, behind what both have
/// in common. Whoever stands in a log that is not known is left out, since
/// nothing here follows from there.
[[nodiscard]] std::vector<consumer_lease>
in_present_log(std::vector<consumer_lease> all, const identity& who);

} // namespace brine::journal
