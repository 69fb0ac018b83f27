// SPDX-License-Identifier: MIT
#include <brine/backends/journal/atomic_file.hpp>
#include <brine/backends/journal/crc32c.hpp>
#include <brine/backends/journal/hex.hpp>
#include <brine/backends/journal/identity.hpp>
#include <brine/core/edn.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <string_view>

namespace brine::journal {

namespace {

constexpr const char* file_name = "store.edn";

constexpr std::int64_t format = 1;

/// No person and no program writes a longer one.
constexpr std::uint64_t size_limit = std::uint64_t{1} << 20;

/// More ids than that are forgotten, the oldest first: their cursors lose
/// their history and are told so.
constexpr std::size_t former_limit = 1000;

constexpr std::string_view crc_mark = "; crc32c ";

std::array<std::uint8_t, 16> random_bytes() {
  auto source = std::random_device();
  auto bytes = std::array<std::uint8_t, 16>{};
  for (auto& x : bytes)
    x = static_cast<std::uint8_t>(source());
  return bytes;
}

std::uint32_t crc_of(std::string_view text) {
  return crc32c(std::as_bytes(std::span(text)));
}

std::string to_text(const identity& x) {
  auto former = std::string{};
  for (const auto& log : x.former)
    former += fmt::format("{}{{:log \"{}\" :last-common {}}}",
                          former.empty() ? "" : "\n          ",
                          to_hex(log.id.bytes), log.last_common);
  auto text = fmt::format("; A brine store. Without this file it cannot be "
                          "opened.\n"
                          "{{:format {}\n"
                          " :id #uuid \"{}\"\n"
                          " :log \"{}\"\n"
                          " :former [{}]\n"
                          " :codecs {}\n"
                          " :boot \"{}\"\n"
                          " :clean {}\n"
                          " :fsync {}\n"
                          " :backup {}}}\n",
                          format, x.id.to_string(), to_hex(x.log.bytes), former,
                          to_string(x.codecs), to_hex(x.boot.bytes), x.clean,
                          to_string(keyword(x.fsync)), x.backup);
  return text + fmt::format("{}{:08x}\n", crc_mark, crc_of(text));
}

/// Takes the fields out of the map one by one; remembers the first that is not
/// as it should be.
class fields {
public:
  explicit fields(const value& from) : from_(from) {}

  const value& get(const char* name, bool (value::*is)() const noexcept) {
    const auto& x = from_[keyword(name)];
    if (!(x.*is)())
      refuse(name);
    return x;
  }

  bool flag(const char* name) {
    const auto& x = get(name, &value::is_bool);
    return x.is_bool() && x.as_bool();
  }

  std::array<std::uint8_t, 16> hex(const char* name) {
    const auto& x = get(name, &value::is_string);
    auto bytes = x.is_string() ? parse_hex_128(x.as_string()) : std::nullopt;
    if (!bytes)
      refuse(name);
    return bytes.value_or(std::array<std::uint8_t, 16>{});
  }

  revision number(const char* name) {
    const auto& x = get(name, &value::is_int);
    auto n = x.is_int() ? x.as_int() : 0;
    if (n < 0)
      refuse(name);
    return static_cast<revision>(n);
  }

  void refuse(const char* name) {
    if (!wrong_)
      wrong_ = fmt::format(":{} is {}", name, brief(from_[keyword(name)]));
  }

  [[nodiscard]] const std::optional<std::string>& wrong() const {
    return wrong_;
  }

private:
  const value& from_;
  std::optional<std::string> wrong_;
};

error damaged(const std::string& path, std::string_view what) {
  return error(errc::damaged, fmt::format("{}: {}", path, what));
}

/// Fails if there is a checksum and it is not that of the text before it.
result<void> check_crc(const std::string& path, std::string_view text) {
  auto at = text.rfind(crc_mark);
  if (at == std::string_view::npos)
    return {};
  auto expected =
    fmt::format("{}{:08x}\n", crc_mark, crc_of(text.substr(0, at)));
  if (text.substr(at) != expected)
    return damaged(path, "the checksum in its last line is wrong; whoever "
                         "edits the file takes that line away");
  return {};
}

result<void> check_format(const std::string& path, const value& x) {
  const auto& found = x[keyword("format")];
  if (!found.is_int() || found.as_int() < 1)
    return damaged(path, ":format is " + brief(found));
  if (found.as_int() > format)
    return error(errc::newer_format,
                 fmt::format("{}: the store is of format {}, this brine knows "
                             "{}",
                             path, found.as_int(), format));
  return {};
}

result<identity> from_value(const std::string& path, const value& v) {
  auto from = fields(v);
  auto x = identity{};
  if (const auto& id = from.get("id", &value::is_uuid); id.is_uuid())
    x.id = id.as_uuid();
  x.log.bytes = from.hex("log");
  if (const auto& former = from.get("former", &value::is_vector);
      former.is_vector())
    for (const auto& item : former.items()) {
      auto log = fields(item);
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
  if (from.wrong())
    return damaged(path, *from.wrong());
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

result<void>
write_identity(disk& where, const std::string& folder, const identity& x) {
  auto text = to_text(x);
  return replace_file(where, folder, file_name, std::as_bytes(std::span(text)));
}

result<identity> read_identity(disk& where, const std::string& folder) {
  auto path = folder + '/' + file_name;
  auto bytes = read_file(where, path, size_limit);
  if (!bytes)
    return bytes.failure();
  auto text = std::string_view(reinterpret_cast<const char*>(bytes->data()),
                               bytes->size());
  auto parsed = parse_edn(text);
  if (!parsed)
    return damaged(path, parsed.failure().message());
  if (!parsed->is_map())
    return damaged(path, "not a map");
  if (auto known = check_format(path, *parsed); !known)
    return known.failure();
  if (auto checked = check_crc(path, text); !checked)
    return checked.failure();
  return from_value(path, *parsed);
}

} // namespace brine::journal
