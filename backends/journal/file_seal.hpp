// SPDX-License-Identifier: MIT
#pragma once

#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/file_head.hpp>
#include <brine/backends/journal/sealing.hpp>

#include <string>
#include <string_view>

// A sealed file ends with a seal, which vouches for the whole of it:
//
//   seal := no bytes, sealed in role 4 with the file's head as header and as
//           key: magic, and the rest
//   rest := of a file of sections what stands between them and the seal, and
//           the last 16 bytes of each section; else all that stands between
//           head and seal

namespace brine::journal {

/// What opens a file with this head, null if it is plain. `damaged` if it is
/// plain and must not be, `wrong_secret` if there is nothing to open it.
result<const encryptor*>
opener_of(const std::string& path, bytes_view head, const file_kind& kind,
          const sealing& how, bool takes_plain);

/// Bytes of a file's seal; 0 without an encryptor.
[[nodiscard]] std::uint64_t seal_size(const encryptor* by) noexcept;

/// The seal of a file. @param rest as above
result<std::string>
seal_of(const encryptor& by, bytes_view head, std::string_view rest);

/// Adds the seal at the end of a file whose head is not written yet; without an
/// encryptor nothing.
result<void> append_seal(atomic_file& to, const encryptor* by, bytes_view head,
                         std::string_view rest);

/// Whether a file ends with a seal, and of a key with these first bytes of what
/// it seals.
result<bool>
ends_with_seal(const file& from, const encryptor& by, std::string_view key_id);

/// Checks the seal of the file at `path`: `damaged`, or `wrong_secret` with the
/// key it needs.
result<void>
check_seal(const std::string& path, bytes_view seal, const encryptor& by,
           bytes_view head, std::string_view rest);

/// The same of the seal that stands in a file.
result<void> check_seal(const file& from, std::uint64_t at, const encryptor& by,
                        bytes_view head, std::string_view rest);

} // namespace brine::journal
