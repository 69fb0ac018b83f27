// SPDX-License-Identifier: MIT
#include "all_codecs.hpp"

#include <brine/codecs/aes_cbc.hpp>

#include "keyring_of.hpp"

namespace brine::test {

codec_registry all_codecs() {
  auto all = codecs_with(keyring_of("k"));
  all.encryptors.add(make_aes_cbc("s3cr3t").or_throw()).or_throw();
  return all;
}

std::vector<std::shared_ptr<const serializer>>
every_serializer(const codec_registry& known) {
  std::vector<std::shared_ptr<const serializer>> all;
  for (auto name : known.serializers.names())
    if (auto s = *known.serializers.find(name); s->writes())
      all.push_back(s);
  return all;
}

std::vector<codec> every_codec(const codec_registry& known) {
  std::vector<codec> all;
  for (const auto& s : every_serializer(known)) {
    auto compressors = std::vector<std::shared_ptr<const compressor>>{nullptr};
    for (auto name : known.compressors.names())
      compressors.push_back(*known.compressors.find(name));
    auto encryptors = std::vector<std::shared_ptr<const encryptor>>{nullptr};
    for (auto name : known.encryptors.names())
      encryptors.push_back(*known.encryptors.find(name));
    for (const auto& c : compressors)
      for (const auto& e : encryptors)
        all.push_back({s, c, e});
  }
  return all;
}

std::string name_of(const codec& with) {
  auto name = std::string(with.serializer->name());
  if (with.compressor)
    name += ' ' + std::string(with.compressor->name());
  if (with.encryptor)
    name += ' ' + std::string(with.encryptor->name());
  return name;
}

} // namespace brine::test
