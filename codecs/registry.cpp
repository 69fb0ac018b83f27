// SPDX-License-Identifier: MIT
#include <brine/codecs/aes_cbc.hpp>
#include <brine/codecs/aes_gcm.hpp>
#include <brine/codecs/cbor.hpp>
#include <brine/codecs/edn_serializer.hpp>
#include <brine/codecs/fressian.hpp>
#include <brine/codecs/json_serializer.hpp>
#include <brine/codecs/lz4.hpp>
#include <brine/codecs/portable.hpp>
#include <brine/codecs/registry.hpp>
#include <brine/codecs/zstd.hpp>
#include <brine/core/config.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace brine {

namespace {

#ifdef BRINE_WITH_LZ4
constexpr bool with_lz4 = true;
#else
constexpr bool with_lz4 = false;
#endif
#ifdef BRINE_WITH_ZSTD
constexpr bool with_zstd = true;
#else
constexpr bool with_zstd = false;
#endif
#ifdef BRINE_WITH_OPENSSL
constexpr bool with_openssl = true;
#else
constexpr bool with_openssl = false;
#endif

/// What comes with brine; with an option, only if its library is there.
struct own_codec {
  std::string_view part;
  std::string_view name;
  std::uint8_t id;
  std::string_view option;
  bool built_in;
};

constexpr auto own_codecs = std::array<own_codec, 10>{{
  {"serializer", "edn", edn_id, {}, true},
  {"serializer", "fressian", fressian_id, {}, true},
  {"serializer", "clj-cbor", clj_cbor_id, {}, true},
  {"serializer", "cbor", cbor_id, {}, true},
  {"serializer", "cereal", portable_id, {}, true},
  {"serializer", "json", json_id, {}, true},
  {"compressor", "lz4", lz4_id, "BRINE_WITH_LZ4", with_lz4},
  {"compressor", "zstd", zstd_id, "BRINE_WITH_ZSTD", with_zstd},
  {"encryptor", "aes-cbc", aes_cbc_id, "BRINE_WITH_OPENSSL", with_openssl},
  {"encryptor", "aes-gcm", aes_gcm_id, "BRINE_WITH_OPENSSL", with_openssl},
}};

constexpr std::string_view part_name(const serializer*) {
  return "serializer";
}

constexpr std::string_view part_name(const compressor*) {
  return "compressor";
}

constexpr std::string_view part_name(const encryptor*) {
  return "encryptor";
}

template <class Part>
constexpr auto what = part_name(static_cast<const Part*>(nullptr));

/// Why a codec that comes with brine is not there; empty of any other.
template <class Match>
std::string absent(std::string_view part, Match match) {
  auto known =
    std::find_if(own_codecs.begin(), own_codecs.end(),
                 [&](const auto& x) { return x.part == part && match(x); });
  if (known == own_codecs.end())
    return {};
  if (!known->built_in)
    return fmt::format("{} is not built in: configure brine with {}=ON",
                       known->name, known->option);
  return fmt::format("{} {}", known->name,
                     part == "encryptor" ? "has no key here"
                                         : "is not among those given");
}

/// Whether a codec may have that id: the lower ones are brine's, for good.
bool may_have(std::string_view part, std::string_view name, std::uint8_t id) {
  return id >= first_user_id
         || std::any_of(own_codecs.begin(), own_codecs.end(),
                        [&](const auto& x) {
                          return x.part == part && x.name == name && x.id == id;
                        });
}

} // namespace

template <class Part>
result<void> codec_parts<Part>::add(std::shared_ptr<const Part> part) {
  if (!part)
    return error(errc::bad_argument,
                 fmt::format("the {} to add is null", what<Part>));
  for (const auto& x : all_)
    if (x->name() == part->name() || x->id() == part->id())
      return error(errc::bad_argument,
                   fmt::format("{} {} with id {} clashes with {} with id {}",
                               what<Part>, part->name(), part->id(), x->name(),
                               x->id()));
  if (!may_have(what<Part>, part->name(), part->id()))
    return error(errc::bad_argument,
                 fmt::format("{} {} cannot have id {}: those of users are {} "
                             "to 255",
                             what<Part>, part->name(), part->id(),
                             first_user_id));
  all_.push_back(std::move(part));
  return {};
}

template <class Part>
result<std::shared_ptr<const Part>>
codec_parts<Part>::find(std::string_view name) const {
  for (const auto& x : all_)
    if (x->name() == name)
      return x;
  auto why = absent(what<Part>, [&](const auto& x) { return x.name == name; });
  if (!why.empty())
    return error(errc::unsupported, std::move(why));
  return error(errc::unsupported, no_such(what<Part>, name, names()));
}

template <class Part>
result<const Part*> codec_parts<Part>::find(std::uint8_t id) const {
  for (const auto& x : all_)
    if (x->id() == id)
      return x.get();
  auto why = absent(what<Part>, [&](const auto& x) { return x.id == id; });
  return error(
    errc::unsupported,
    fmt::format("written by the {} with id {}{}", what<Part>, id,
                why.empty() ? ", which is not known here" : ": " + why));
}

template <class Part>
std::vector<std::string_view> codec_parts<Part>::names() const {
  std::vector<std::string_view> all;
  for (const auto& x : all_)
    all.push_back(x->name());
  return all;
}

template class codec_parts<serializer>;
template class codec_parts<compressor>;
template class codec_parts<encryptor>;

codec_registry builtin_codecs() {
  auto all = codec_registry();
  all.serializers.add(make_portable_serializer()).or_throw();
  all.serializers.add(make_fressian_serializer()).or_throw();
  all.serializers.add(make_cbor_serializer()).or_throw();
  all.serializers.add(make_clj_cbor_serializer()).or_throw();
  all.serializers.add(make_edn_serializer()).or_throw();
  all.serializers.add(make_json_serializer()).or_throw();
#ifdef BRINE_WITH_LZ4
  all.compressors.add(make_lz4_compressor()).or_throw();
#endif
#ifdef BRINE_WITH_ZSTD
  all.compressors.add(make_zstd_compressor()).or_throw();
#endif
  return all;
}

} // namespace brine
