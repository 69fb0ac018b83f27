// SPDX-License-Identifier: MIT
#pragma once

#include <brine/codecs/digest.hpp>
#include <brine/codecs/java_text.hpp>
#include <brine/codecs/secret.hpp>
#include <brine/core/result.hpp>
#include <brine/core/value.hpp>

namespace brine {

// hasch, by which konserve names the file of a key: a value becomes a tag and a
// body, of which SHA-512 is taken.
//
// nil      = 00
// boolean  = 01 29 | 01 28            true, false: ) and (
// number   = 02 text                  as Java's toString
// string   = 03 safe(text)            also a character
// symbol   = 04 safe(ns/name)
// keyword  = 05 safe(:ns/name)
// instant  = 06 text                  whole milliseconds since 1970
// uuid     = 07 text
// list     = 08 digest(items)
// vector   = 09 digest(items)
// map      = 0a xor(entries)          32 bytes of each, a vector of two
// set      = 0b xor(digest of each)   likewise
// tagged   = 0c digest(tag, value)
// bytes    = 0d safe(bytes)
//
// safe(b) is b, and as many bytes that are 01 where b has 01 to 1d and else 00;
// but of 1024 bytes and more it is their digest. The digest of no items is that
// of a nil; the xor of none has no bytes.

/// hasch's `edn-hash`. Equal in brine need not be equal here: decimals of other
/// scale differ, and a list differs from a vector; and [] is [nil]. Fails with
/// `unsupported` for what hasch does not know, with the kind in the message,
/// and with `too_large` for what nests deeper than `max_nesting`.
[[nodiscard]] result<sha512_digest>
edn_hash(const value& v, java_version whose = java_version::java19);

/// hasch's `uuid`: the name that konserve gives the file of a key. Fails as
/// `edn_hash`.
[[nodiscard]] result<uuid>
hasch_uuid(const value& v, java_version whose = java_version::java19);

/// Tag and body of a value, as they stand in the digest of the collection that
/// has it. Fails as `edn_hash`.
[[nodiscard]] result<secret>
hasch_bytes(const value& v, java_version whose = java_version::java19);

} // namespace brine
