// SPDX-License-Identifier: MIT
#include <brine/backends/journal/edn_file.hpp>
#include <brine/backends/journal/identity.hpp>
#include <brine/core/edn.hpp>
#include <brine/core/hex.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>

namespace brine::journal {

namespace {

constexpr const char* file_name = "store.edn";

constexpr std::int64_t format = 2;

/// Of a store that never had a key. A brine that does not know about them must
/// not write `store.edn` anew without what is needed to make them.
constexpr std::int64_t format_without_keys = 1;

/// More ids than that are forgotten, the oldest first: their cursors lose
/// their history and are told so.
constexpr std::size_t former_limit = 1000;

std::array<std::uint8_t, 16> random_bytes() {
  auto source = std::random_device();
  auto bytes = std::array<std::uint8_t, 16>{};
  for (auto& x : bytes)
    x = static_cast<std::uint8_t>(source());
  return bytes;
}

std::string to_text(const encryption& x) {
  const auto& how = x.scrypt;
  return fmt::format("\n :encryption {{:scrypt {{:salt \"{}\" :log2-n {} :r {} "
                     ":p {}}}\n              :check \"{}\"\n              "
                     ":sealed {}}}",
                     to_hex(how.salt), how.log2_n, how.r, how.p,
                     to_hex(x.check), x.sealed);
}

std::string to_text(const identity& x) {
  auto former = std::string{};
  for (const auto& log : x.former)
    former += fmt::format("{}{{:log \"{}\" :last-common {}}}",
                          former.empty() ? "" : "\n          ",
                          to_hex(log.id.bytes), log.last_common);
  return fmt::format("; A brine store. Without this file it cannot be "
                     "opened.\n"
                     "{{:format {}\n"
                     " :id #uuid \"{}\"\n"
                     " :log \"{}\"\n"
                     " :former [{}]\n"
                     " :codecs {}\n"
                     " :boot \"{}\"\n"
                     " :clean {}\n"
                     " :fsync {}\n"
                     " :backup {}{}}}\n",
                     x.encryption ? format : format_without_keys,
                     x.id.to_string(), to_hex(x.log.bytes), former,
                     to_string(x.codecs), to_hex(x.boot.bytes), x.clean,
                     to_string(keyword(x.fsync)), x.backup,
                     x.encryption ? to_text(*x.encryption) : "");
}

std::uint32_t cost(edn_fields& from, const char* name) {
  const auto n = from.number(name);
  if (n > 64)
    from.refuse(name);
  return static_cast<std::uint32_t>(n);
}

/// Nothing if it is not as it should be.
std::optional<encryption> encryption_of(const value& v) {
  auto x = encryption{};
  auto from = edn_fields(v);
  const auto& scrypt = from.get("scrypt", &value::is_map);
  const auto& check = from.get("check", &value::is_string);
  x.sealed = from.flag("sealed");
  if (from.wrong())
    return std::nullopt;
  auto how = edn_fields(scrypt);
  x.scrypt.salt = how.hex("salt");
  x.scrypt.log2_n = cost(how, "log2-n");
  x.scrypt.r = cost(how, "r");
  x.scrypt.p = cost(how, "p");
  const auto digits = check.as_string();
  x.check.resize(digits.size() / 2);
  auto* to = reinterpret_cast<unsigned char*>(x.check.data());
  if (how.wrong() || !parse_hex(digits, to))
    return std::nullopt;
  return x;
}

result<identity> from_value(const std::string& path, const value& v) {
  auto from = edn_fields(v);
  auto x = identity{};
  if (const auto& id = from.get("id", &value::is_uuid); id.is_uuid())
    x.id = id.as_uuid();
  x.log.bytes = from.hex("log");
  if (const auto& former = from.get("former", &value::is_vector);
      former.is_vector())
    for (const auto& item : former.items()) {
      auto log = edn_fields(item);
      auto id = log_id{log.hex("log")};
      x.former.push_back({id, log.number("last-common")});
      if (log.wrong())
        from.refuse("former");
    }
  x.codecs = from.get("codecs", &value::is_map);
  x.boot.bytes = from.hex("boot");
  x.clean = from.flag("clean");
  if (const auto& level = from.get("fsync", &value::is_keyword);
      level.is_keyword())
    x.fsync = level.as_keyword();
  x.backup = from.flag("backup");
  if (v.contains(keyword("encryption"))) {
    const auto& with = from.get("encryption", &value::is_map);
    x.encryption = with.is_map() ? encryption_of(with) : std::nullopt;
    if (!x.encryption)
      from.refuse("encryption");
  }
  if (from.wrong())
    return error(errc::damaged, path + ": " + *from.wrong());
  return x;
}

} // namespace

uuid new_store_id() {
  auto bytes = random_bytes();
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40); // random
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  return uuid(bytes);
}

log_id new_log_id() {
  return {random_bytes()};
}

bool history_may_differ(const identity& x, const boot_id& now) {
  if (x.backup)
    return true;
  auto same_boot = x.boot == now && now != boot_id{};
  return !x.clean && !same_boot && x.fsync != "always";
}

value names_of(const codec& fresh) {
  std::vector<entry> names;
  const auto add = [&](std::string_view part, const auto& by) {
    if (by)
      names.push_back({keyword(part), by->name()});
  };
  add("serializer", fresh.serializer);
  add("compressor", fresh.compressor);
  add("encryptor", fresh.encryptor);
  return value::map_of(std::move(names));
}

void take_log(identity& x, const log_id& next, revision last) {
  x.former.push_back({x.log, last});
  for (auto& former : x.former)
    former.last_common = std::min(former.last_common, last);
  if (x.former.size() > former_limit)
    x.former.erase(x.former.begin());
  x.log = next;
  x.backup = false;
}

result<place> look_at(disk& where, const std::string& folder) {
  auto entry = where.look_up(folder);
  if (!entry)
    return entry.failure();
  if (*entry == disk::entry::none)
    return place::nothing;
  if (*entry != disk::entry::directory)
    return error(errc::not_a_store, folder + ": not a folder");
  auto names = where.list(folder);
  if (!names)
    return names.failure();
  for (const auto& name : *names) {
    if (name == file_name)
      return place::store;
  }
  // A store is made with this file before anything is in its folders.
  for (const auto& name : *names) {
    if (name == "lock" || name == std::string(file_name) + ".new")
      continue;
    auto inside = result<std::vector<std::string>>(std::vector{name});
    if (name == "segments" || name == "checkpoints" || name == "blobs")
      inside = where.list(folder + '/' + name);
    if (!inside)
      return inside.failure();
    if (!inside->empty())
      return error(errc::not_a_store, fmt::format("{}: holds {}, but no {}",
                                                  folder, name, file_name));
  }
  return place::empty;
}

result<void> find_log_folder(disk& where, const std::string& folder) {
  const auto path = folder + "/segments";
  auto entry = where.look_up(path);
  if (!entry)
    return entry.failure();
  if (*entry == disk::entry::directory)
    return {};
  return error(errc::damaged,
               path
                 + (*entry == disk::entry::none ? " is missing, with the log"
                                                : " is not a folder"));
}

result<void>
write_identity(disk& where, const std::string& folder, const identity& x) {
  return write_edn_file(where, folder, file_name, to_text(x));
}

result<identity> read_identity(disk& where, const std::string& folder) {
  const auto path = folder + '/' + file_name;
  auto found = read_edn_file(where, path, format);
  if (!found)
    return found.failure();
  return from_value(path, *found);
}

} // namespace brine::journal
