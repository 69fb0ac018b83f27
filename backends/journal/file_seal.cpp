// SPDX-License-Identifier: MIT
#include <brine/backends/journal/file_seal.hpp>

#include <vector>

namespace brine::journal {

namespace {

constexpr std::size_t magic_size = 8;

std::string_view text_of(bytes_view bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string key_of(bytes_view head, std::string_view rest) {
  return std::string(text_of(head.first(magic_size))).append(rest);
}

} // namespace

result<const encryptor*>
opener_of(const std::string& path, bytes_view head, const file_kind& kind,
          const sealing& how, bool takes_plain) {
  const auto sealed = is_sealed(head, kind);
  if (sealed && !how.opens())
    return error(errc::wrong_secret,
                 path + ": is sealed, and no key is known here");
  if (!sealed && !takes_plain)
    return error(errc::damaged,
                 path + ": is not sealed, though the store has a key");
  return sealed ? how.opens() : nullptr;
}

std::uint64_t seal_size(const encryptor* by) noexcept {
  return by ? by->sealed_size(0) : 0;
}

result<std::string>
seal_of(const encryptor& by, bytes_view head, std::string_view rest) {
  auto seal = std::string();
  const auto key = key_of(head, rest);
  if (auto done = by.seal(seal, {}, {text_of(head), seal_role::file, key});
      !done)
    return done.failure();
  return seal;
}

result<void> append_seal(atomic_file& to, const encryptor* by, bytes_view head,
                         std::string_view rest) {
  if (!by)
    return {};
  auto seal = seal_of(*by, head, rest);
  return seal ? to.append(std::as_bytes(std::span(*seal)))
              : result<void>(seal.failure());
}

result<void>
check_seal(const std::string& path, bytes_view seal, const encryptor& by,
           bytes_view head, std::string_view rest) {
  auto none = std::string();
  const auto key = key_of(head, rest);
  auto done =
    by.unseal(none, text_of(seal), {text_of(head), seal_role::file, key});
  return done ? done
              : error(done.failure().code(),
                      path + ": " + done.failure().message());
}

result<bool>
ends_with_seal(const file& from, const encryptor& by, std::string_view key_id) {
  const auto size = from.size();
  if (!size)
    return size.failure();
  if (*size < seal_size(&by))
    return false;
  auto begin = std::vector<std::byte>(key_id.size());
  auto got = from.read_at(*size - seal_size(&by), begin);
  if (!got)
    return got.failure();
  return *got == begin.size() && text_of(begin) == key_id;
}

result<void> check_seal(const file& from, std::uint64_t at, const encryptor& by,
                        bytes_view head, std::string_view rest) {
  auto seal = std::vector<std::byte>(seal_size(&by));
  auto got = from.read_at(at, seal);
  if (!got)
    return got.failure();
  return check_seal(from.path(), bytes_view(seal).first(*got), by, head, rest);
}

} // namespace brine::journal
