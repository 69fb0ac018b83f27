// SPDX-License-Identifier: MIT
#include <brine/backends/journal/record_tags.hpp>
#include <brine/codecs/digest.hpp>

#include <algorithm>
#include <cstring>

namespace brine::journal {

namespace {

constexpr std::size_t tag_size = 16;

} // namespace

void record_tags::add(const record& r) {
  if (!r.is(sealed))
    return;
  tags_.append(r.key.substr(r.key.size() - std::min(r.key.size(), tag_size)));
}

result<tags_digest> record_tags::digest() const {
  auto whole = sha256(tags_);
  if (!whole)
    return whole.failure();
  auto d = tags_digest();
  std::memcpy(d.data(), whole->data(), d.size());
  return d;
}

error missing_records(const std::string& path, std::uint64_t end) {
  return error_at(path, end,
                  "records before its end are missing, or are not those that "
                  "were written");
}

} // namespace brine::journal
