# SPDX-License-Identifier: MIT
set(fuzz_targets
  aes-cbc
  aes-gcm
  blob
  cbor
  cereal
  clj-cbor
  edn
  edn-text
  fressian
  from-value
  json
  json-text
  konserve
  lz4
  zstd
)
