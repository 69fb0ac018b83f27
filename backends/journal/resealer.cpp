// SPDX-License-Identifier: MIT
#include <brine/backends/journal/resealer.hpp>
#include <brine/codecs/aes_gcm.hpp>
#include <brine/codecs/blob.hpp>

#include <cassert>
#include <utility>

namespace brine::journal {

std::string present_key_id(const decoder& how) {
  const auto keys = keys_of(how.codecs.encryptors);
  const auto id = keys ? keys->current() : std::nullopt;
  assert(how.seals.writes() && id);
  return {reinterpret_cast<const char*>(id->bytes.data()), id->bytes.size()};
}

resealer::resealer(const decoder& how)
    : how_(how), key_id_(present_key_id(how)) {}

bool resealer::is_fresh(std::string_view sealed) const noexcept {
  return sealed.starts_with(key_id_);
}

bool resealer::is_fresh(const record& r) const {
  if (!r.is(sealed) || !is_fresh(r.key))
    return false;
  if (r.is(tombstone))
    return true;
  const auto parts = split_blob(r.blob);
  // The value in a file of its own goes with the rest.
  return parts && parts->header.encryptor == aes_gcm_id
         && (parts->metadata.empty() || is_fresh(parts->metadata))
         && (r.is(external) || is_fresh(parts->content));
}

result<record>
resealer::reseal(const opened_record& r, const written_place& where) {
  auto made = r.what;
  auto value = std::string_view();
  if (!made.is(tombstone)) {
    if (auto done = reseal_value(r, made); !done)
      return done.failure();
    value = std::string_view(blob_).substr(made.head);
  }
  if (auto done = seal_record(made, where, value, *how_.seals.writes(), room_);
      !done)
    return done.failure();
  return made;
}

result<void> resealer::reseal_value(const opened_record& r, record& made) {
  auto parts = split_blob(made.blob);
  if (!parts)
    return parts.failure();
  auto apart = how_.read_apart(r.what, *parts);
  if (!apart)
    return apart.failure();
  if (!is_value_of(r, parts->content))
    return error(errc::damaged, "the value of another record");
  blob_.clear();
  if (auto done =
        reseal_blob(blob_, *parts, *how_.seals.writes(), made.key, how_.codecs);
      !done)
    return done;
  parts = split_blob(blob_);
  made.head = static_cast<std::uint32_t>(blob_.size() - parts->content.size());
  made.blob = blob_;
  made.flags &= static_cast<std::uint16_t>(~external);
  if (parts->content.size() <= blob_file_threshold)
    return {};
  auto file = how_.blobs->write({&parts->content, 1});
  if (!file)
    return file.failure();
  files_.push_back(*file);
  left_ = blob_.substr(0, made.head);
  append_reference(left_, *file);
  made.blob = left_;
  made.flags |= external;
  return {};
}

std::vector<blob_reference> resealer::take_files() {
  return std::exchange(files_, {});
}

} // namespace brine::journal
