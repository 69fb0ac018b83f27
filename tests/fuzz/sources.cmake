# SPDX-License-Identifier: MIT
set(fuzz_targets
  blob
  cbor
  cereal
  clj-cbor
  edn
  edn-text
  fressian
  json
  json-text
  konserve
  lz4
  zstd
)
