# SPDX-License-Identifier: MIT
set(codecs_headers
  blob.hpp
  cereal_value.hpp
  compressor.hpp
  encryptor.hpp
  json.hpp
  memory_archive.hpp
  portable.hpp
  portable_format.hpp
  portable_reader.hpp
  portable_writer.hpp
  reflect.hpp
  reflect_load.hpp
  reflect_traits.hpp
  registry.hpp
  serializer.hpp
)
set(codecs_sources
  blob.cpp
  json_reader.cpp
  json_writer.cpp
  portable.cpp
  registry.cpp
  serializer.cpp
)

if(BRINE_WITH_OPENSSL)
  list(APPEND codecs_headers
    secret.hpp
  )
  list(APPEND codecs_sources
    secret.cpp
  )
endif()
