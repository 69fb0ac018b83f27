// SPDX-License-Identifier: MIT
#include "targets.hpp"

#include <brine/codecs/blob.hpp>
#include <brine/codecs/json.hpp>
#include <brine/codecs/konserve.hpp>
#include <brine/core/edn.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "../codecs/all_codecs.hpp"
#include "user_types.hpp"

namespace brine::test {

namespace {

/// Larger than what is worth printing again: shared parts count each time.
constexpr std::size_t most_memory = std::size_t{1} << 20;

[[noreturn]] void broken(std::string_view what, const value& v) {
  std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(what.size()), what.data(),
               brief(v, 1000).c_str());
  std::abort();
}

/// All codecs, with keys that do not change, so that the corpus has sealed
/// bytes.
codec_registry known() {
  auto all = all_codecs();
  all.decompression_limit = std::size_t{1} << 16;
  return all;
}

/// The name of a codec as an argument of a template.
template <std::size_t N>
struct literal {
  constexpr literal(const char (&text)[N]) { // NOLINT: meant to convert
    std::copy_n(text, N, name);
  }

  char name[N];
};

/// What was decoded can be encoded, and comes back.
template <literal Name>
void decode(std::string_view bytes) {
  static const auto all = known();
  static const auto with = all.serializers.find(Name.name).or_throw();
  const auto v = with->decode(bytes);
  if (!v || v->memory() > most_memory)
    return;
  std::string again;
  if (!with->encode(again, *v))
    return; // clj-cbor is only read; some have no bytes for all
  const auto back = with->decode(again);
  if (!back || to_string(*back) != to_string(*v))
    broken("does not come back", *v);
}

template <literal Name>
void decompress(std::string_view bytes) {
  static const auto all = known();
  static const auto with = all.compressors.find(Name.name).or_throw();
  std::string out;
  if (!with->decompress(out, bytes, all.decompression_limit))
    return;
  if (out.size() > all.decompression_limit)
    std::abort();
  std::string again;
  std::string back;
  with->compress(again, out).or_throw();
  with->decompress(back, again, out.size()).or_throw();
  if (back != out)
    std::abort();
}

void edn_text(std::string_view bytes) {
  auto reader = edn_reader(bytes);
  for (;;) {
    const auto v = reader.next();
    if (!v || !*v)
      return;
    if ((*v)->memory() > most_memory)
      continue;
    const auto text = to_string(**v);
    const auto back = parse_edn(text);
    if (back && to_string(*back) != text)
      broken("prints in another way", **v);
  }
}

void json_text(std::string_view bytes) {
  const auto v = parse_json(bytes);
  if (!v)
    return;
  const auto text = to_json(*v);
  const auto back = text ? parse_json(*text) : text.failure();
  if (!back || !(*back == *v))
    broken("does not come back", *v);
}

void blob(std::string_view bytes) {
  static const auto all = known();
  (void)decode_blob(bytes, "key", all);
}

/// What is sealed opens as it was; with a byte changed it does not open.
void aes_gcm(std::string_view bytes) {
  static const auto all = known();
  static const auto by = all.encryptors.find("aes-gcm").or_throw();
  static const auto header =
    std::string({1, 64, 0, 64}) + std::string(16, '\0');
  const auto place = seal_place{header, seal_role::content, "key"};
  std::string out;
  if (by->unseal(out, bytes, place)
      && by->sealed_size(out.size()) != bytes.size())
    std::abort();
  std::string sealed;
  by->seal(sealed, bytes, place).or_throw();
  out.clear();
  by->unseal(out, sealed, place).or_throw();
  if (out != bytes)
    std::abort();
  auto& changed = sealed[std::hash<std::string_view>()(bytes) % sealed.size()];
  changed = static_cast<char>(changed ^ 1);
  if (by->unseal(out, sealed, place) || out != bytes)
    std::abort();
}

/// Vouches for nothing: other bytes may come out of it.
void aes_cbc(std::string_view bytes) {
  static const auto all = known();
  static const auto by = all.encryptors.find("aes-cbc").or_throw();
  std::string out;
  if (by->unseal(out, bytes, {}) && by->sealed_size(out.size()) != bytes.size())
    std::abort();
  std::string sealed;
  by->seal(sealed, bytes, {}).or_throw();
  out.clear();
  by->unseal(out, sealed, {}).or_throw();
  if (out != bytes)
    std::abort();
}

/// With a key, so that its encryptor runs.
void konserve(std::string_view bytes) {
  static const auto how = [] {
    auto x = read_konserve_config(
               parse_edn("{:config {:encryptor {:type :aes, :key \"s3cr3t\"}}}")
                 .or_throw())
               .or_throw();
    x.read.decompression_limit = std::size_t{1} << 16;
    return x;
  }();
  const auto found = decode_konserve(bytes, how);
  if (!found || found->content.memory() > most_memory)
    return;
  std::string again;
  (void)encode_konserve(again, how.write, found->metadata, found->content,
                        found->binary);
}

/// Decompressors keep a context for each thread: of lz4 three blocks of the
/// largest size there is.
constexpr std::size_t contexts = std::size_t{24} << 20;

constexpr fuzz_target all_targets[] = {
  {"aes-cbc", aes_cbc},
  {"aes-gcm", aes_gcm},
  {"blob", blob, contexts},
  {"cbor", decode<"cbor">},
  {"cereal", decode<"cereal">},
  {"clj-cbor", decode<"clj-cbor">},
  {"edn", decode<"edn">},
  {"edn-text", edn_text},
  {"fressian", decode<"fressian">},
  {"from-value", load_user_types},
  {"json", decode<"json">},
  {"json-text", json_text},
  {"konserve", konserve, contexts},
  {"lz4", decompress<"lz4">, contexts},
  {"zstd", decompress<"zstd">, contexts},
};

} // namespace

std::span<const fuzz_target> fuzz_targets() {
  return all_targets;
}

} // namespace brine::test
