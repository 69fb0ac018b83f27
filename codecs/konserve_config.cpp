// SPDX-License-Identifier: MIT
#include <brine/codecs/aes_cbc.hpp>
#include <brine/codecs/konserve.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace brine {

namespace {

// Of what a config holds nothing is repeated in a message but keywords where
// no secret belongs: it may be slightly wrong, and the secret at any place.

struct known_name {
  std::string_view konserve;
  std::string_view here;
};

constexpr auto serializer_names = std::array<known_name, 4>{{
  {"FressianSerializer", "fressian"},
  {"BoringSerializer", "cbor"},
  {"CBORSerializer", "clj-cbor"},
  {"StringSerializer", "edn"},
}};

constexpr auto compressor_names = std::array<known_name, 2>{{
  {"lz4", "lz4"},
  {"zstd", "zstd"},
}};

// konserve's backends have keys of their own beside `:config`, so that there
// only what is known to be misplaced is refused.
constexpr std::string_view misplaced[] = {"encoding", "serializer",
                                          "compressor", "encryptor", "key"};

constexpr std::string_view config_keys[] = {
  "encoding",      "serializer",  "compressor",
  "encryptor",     "sync-blob?",  "in-place?",
  "lock-blob?",    "no-backup?",  "optimistic-locking-retries",
  "buffer-size",   "serializers", "read-handlers",
  "write-handlers"};

constexpr std::string_view encoding_keys[] = {
  "serializer",  "compressor",    "encryptor",
  "serializers", "read-handlers", "write-handlers"};

constexpr std::string_view compressor_keys[] = {"type"};
constexpr std::string_view encryptor_keys[] = {"type", "key"};

error bad(std::string_view key, const value& found, std::string_view wanted) {
  const auto what = name(found.kind());
  return {errc::bad_config,
          fmt::format("{} must be {}, not {}", key, wanted,
                      found.is_nil() ? what : fmt::format("of kind {}", what))};
}

bool is_among(std::span<const std::string_view> names, const value& key) {
  return key.is_keyword()
         && std::find(names.begin(), names.end(), key.as_keyword())
              != names.end();
}

/// Whether it is nothing, or a map that has no other keys.
result<void> check_keys(std::string_view what, const value& found,
                        std::span<const std::string_view> known) {
  if (found.is_nil())
    return {};
  if (!found.is_map())
    return bad(what, found, "a map");
  for (const auto& e : found.entries())
    if (!is_among(known, e.key)) {
      std::string all;
      for (const auto name : known)
        all += fmt::format(" :{}", name);
      return error(errc::bad_config,
                   fmt::format("{} has a key that is none of{}", what, all));
    }
  return {};
}

result<void> check_store_keys(const value& config) {
  if (!config.is_map())
    return bad("konserve's config", config, "a map");
  for (const auto& e : config.entries()) {
    if (!e.key.is_keyword())
      return error(errc::bad_config,
                   "konserve's config has a key that is no keyword");
    if (is_among(misplaced, e.key))
      return error(errc::bad_config,
                   fmt::format(":{} does not belong beside :config, but into "
                               "{{:config {{:encoding {{...}}}}}}",
                               e.key.as_keyword()));
  }
  return {};
}

/// What a config says under a name; the newest spelling that is there wins.
value setting(const value& config, std::string_view name,
              std::string_view oldest = {}) {
  const auto& inner = config[keyword("config")];
  for (const auto* in : {&inner[keyword("encoding")], &inner})
    if (const auto& found = (*in)[keyword(name)]; !found.is_nil())
      return found;
  return oldest.empty() ? value() : config[keyword(oldest)];
}

template <std::size_t N>
result<std::string_view> name_of(const std::array<known_name, N>& names,
                                 std::string_view key, const value& found) {
  const auto same = [&](const known_name& x) {
    return found.is_keyword() && found.as_keyword() == x.konserve;
  };
  const auto at = std::find_if(names.begin(), names.end(), same);
  if (at != names.end())
    return at->here;
  std::string wanted;
  for (const auto& x : names)
    wanted += fmt::format("{}:{}", wanted.empty() ? "" : " or ", x.konserve);
  if (!found.is_keyword())
    return bad(key, found, wanted);
  return error(errc::bad_config, fmt::format("{} must be {}, not :{}", key,
                                             wanted, found.as_keyword()));
}

result<void> read_serializer(const value& config, konserve_encoding& to) {
  const auto found = setting(config, "serializer", "default-serializer");
  auto name = found.is_nil() ? result<std::string_view>("fressian")
                             : name_of(serializer_names, ":serializer", found);
  if (!name)
    return name.failure();
  auto made = to.read.serializers.find(*name);
  if (!made)
    return made.failure();
  to.write.serializer = *made;
  return {};
}

result<void> read_compressor(const value& config, konserve_encoding& to) {
  const auto found = setting(config, "compressor");
  if (found.is_nil())
    return {};
  if (auto done = check_keys(":compressor", found, compressor_keys); !done)
    return done;
  auto name =
    name_of(compressor_names, ":compressor {:type}", found[keyword("type")]);
  if (!name)
    return name.failure();
  auto made = to.read.compressors.find(*name);
  if (!made)
    return made.failure();
  to.write.compressor = *made;
  return {};
}

result<void>
read_encryptor(const value& config, java_version whose, konserve_encoding& to) {
  const auto found = setting(config, "encryptor");
  if (found.is_nil())
    return {};
  if (auto done = check_keys(":encryptor", found, encryptor_keys); !done)
    return done;
  const auto& type = found[keyword("type")];
  if (type.is_keyword() && type != keyword("aes")) // which may be a secret
    return error(errc::bad_config,
                 ":encryptor {:type} must be :aes, not another keyword");
  if (!type.is_keyword())
    return bad(":encryptor {:type}", type, ":aes");
  const auto* key = found.find(keyword("key"));
  if (!key || key->is_nil())
    return error(errc::bad_config, ":encryptor {:key} is missing");
  auto made = make_aes_cbc(*key, whose);
  if (!made)
    return error(made.failure().code(),
                 ":encryptor {:key}: " + made.failure().message());
  to.write.encryptor = *made;
  return to.read.encryptors.add(*made);
}

result<void> read_in_place(const value& config, konserve_encoding& to) {
  for (const auto* in : {&config, &config[keyword("config")]}) {
    const auto& found = (*in)[keyword("in-place?")];
    if (!found.is_nil() && !found.is_bool())
      return bad(":in-place?", found, "true or false");
    to.in_place = to.in_place || found == value(true);
  }
  return {};
}

} // namespace

result<konserve_encoding>
read_konserve_config(const value& config, java_version whose) {
  auto out = konserve_encoding();
  out.read = builtin_codecs();
  out.write.compress_always = true;
  auto done = check_store_keys(config);
  if (done)
    done = check_keys(":config", config[keyword("config")], config_keys);
  if (done)
    done =
      check_keys(":encoding", config[keyword("config")][keyword("encoding")],
                 encoding_keys);
  for (auto* part : {read_in_place, read_serializer, read_compressor})
    if (done)
      done = part(config, out);
  if (done)
    done = read_encryptor(config, whose, out);
  if (!done)
    return done.failure();
  return out;
}

} // namespace brine
