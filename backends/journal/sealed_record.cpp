// SPDX-License-Identifier: MIT
#include <brine/backends/journal/little_endian.hpp>
#include <brine/backends/journal/sealed_record.hpp>

#include <algorithm>
#include <array>

namespace brine::journal {

namespace {

constexpr std::size_t tag_size = 16;
constexpr std::size_t tag_at = 12;
constexpr std::size_t key_at = tag_at + tag_size;

std::byte* bytes_of(std::string& text) noexcept {
  return reinterpret_cast<std::byte*>(text.data());
}

template <class Number>
void append(std::string& to, Number n) {
  const auto at = to.size();
  to.resize(at + sizeof n);
  store_le(bytes_of(to) + at, n);
}

std::string tag_of(std::string_view value) {
  const auto n = std::min(value.size(), tag_size);
  return std::string(tag_size - n, '\0').append(value.substr(value.size() - n));
}

std::string_view text_of(const std::array<std::uint8_t, 16>& bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string about(const record& r, const log_id& log) {
  auto text = std::string(text_of(log.bytes));
  text.reserve(80 + r.fields.size() + r.head);
  append(text, r.rev);
  append(text, r.previous);
  append(text, r.time);
  append(text, r.origin);
  text.append(text_of(r.id.bytes));
  append(text, static_cast<std::uint16_t>(r.what));
  append(text, r.flags);
  append(text, static_cast<std::uint32_t>(r.fields.size()));
  return text.append(r.fields).append(r.blob.substr(0, r.head));
}

} // namespace

result<void>
seal_record(record& r, const written_place& where, std::string_view value,
            const encryptor& by, std::string& room) {
  r.flags |= sealed;
  auto plain = std::string();
  plain.reserve(key_at + r.key.size() + r.path.size());
  append(plain, static_cast<std::uint32_t>(r.key.size()));
  append(plain, where.place);
  append(plain, where.count);
  plain.append(tag_of(value)).append(r.key).append(r.path);
  room.clear();
  if (auto done =
        by.seal(room, plain, {about(r, where.log), seal_role::key, {}});
      !done)
    return done;
  r.key = room;
  r.path = {};
  return {};
}

result<opened_record> open_record(const record& r, const segment_header& home,
                                  const sealing& how, std::string& room) {
  if (home.sealed != r.is(sealed))
    return error(errc::damaged, home.sealed
                                  ? "a record that is not sealed"
                                  : "a sealed record in a segment that is not");
  if (!home.sealed)
    return opened_record{r};
  if (!how.opens())
    return error(errc::wrong_secret,
                 "the record of revision " + std::to_string(r.rev)
                   + " is sealed, and no key is known here");
  room.clear();
  auto done =
    how.opens()->unseal(room, r.key, {about(r, home.log), seal_role::key, {}});
  if (!done)
    return done.failure();
  auto key_length = std::uint32_t{0};
  if (room.size() >= key_at)
    key_length = load_le<std::uint32_t>(bytes_of(room));
  if (room.size() < key_at || room.size() - key_at < key_length)
    return error(errc::damaged, "the record of revision "
                                  + std::to_string(r.rev)
                                  + " has a key of a wrong length");
  const auto plain = std::string_view(room);
  auto opened = opened_record{r};
  opened.place = load_le<std::uint32_t>(bytes_of(room) + 4);
  opened.count = load_le<std::uint32_t>(bytes_of(room) + 8);
  opened.tag = plain.substr(tag_at, tag_size);
  opened.what.key = plain.substr(key_at, key_length);
  opened.what.path = plain.substr(key_at + key_length);
  return opened;
}

bool stands_in_place(const opened_record& r, const segment_header& home,
                     std::size_t place, std::size_t count) noexcept {
  return !home.sealed || home.name.generation > 0
         || (r.place == place && r.count == count);
}

bool is_value_of(const opened_record& r, std::string_view value) {
  return r.tag.empty() || r.tag == tag_of(value);
}

} // namespace brine::journal
