# SPDX-License-Identifier: MIT
set(codecs_headers
  aes_cbc.hpp
  aes_gcm.hpp
  blob.hpp
  cbor.hpp
  cbor_format.hpp
  cbor_reader.hpp
  cbor_writer.hpp
  cereal_value.hpp
  compressor.hpp
  derived_keys.hpp
  encryptor.hpp
  gcm_key.hpp
  hasch.hpp
  java_text.hpp
  json.hpp
  key_derivation.hpp
  keyring.hpp
  memory_archive.hpp
  portable.hpp
  portable_format.hpp
  portable_reader.hpp
  portable_writer.hpp
  reflect.hpp
  reflect_load.hpp
  reflect_traits.hpp
  registry.hpp
  secret.hpp
  serializer.hpp
  sha512.hpp
  unpack.hpp
)
set(codecs_sources
  blob.cpp
  cbor.cpp
  cbor_reader.cpp
  cbor_reader_tags.cpp
  cbor_writer.cpp
  compressor.cpp
  hasch.cpp
  java_text.cpp
  json_reader.cpp
  json_writer.cpp
  keyring.cpp
  portable.cpp
  registry.cpp
  secret.cpp
  serializer.cpp
)

if(BRINE_WITH_LZ4)
  list(APPEND codecs_headers lz4.hpp)
  list(APPEND codecs_sources lz4.cpp)
endif()
if(BRINE_WITH_ZSTD)
  list(APPEND codecs_headers zstd.hpp)
  list(APPEND codecs_sources zstd.cpp)
endif()
if(BRINE_WITH_OPENSSL)
  list(APPEND codecs_sources
    aes_cbc.cpp
    aes_gcm.cpp
    derived_keys.cpp
    gcm_key.cpp
    key_derivation.cpp
    sha512.cpp
  )
else()
  list(APPEND codecs_sources
    without_openssl.cpp
  )
endif()
