# SPDX-License-Identifier: MIT
# The benchmarks, beside the engines they are compared with.
include(bench/sources.cmake)
find_package(RocksDB QUIET)
find_package(nlohmann_json 3.11 QUIET)
find_path(MSGPACK_INCLUDE_DIR msgpack.hpp)
pkg_check_modules(bench_peers QUIET IMPORTED_TARGET lmdb sqlite3)
if(NOT RocksDB_FOUND OR NOT bench_peers_FOUND OR NOT nlohmann_json_FOUND
   OR NOT MSGPACK_INCLUDE_DIR OR NOT BRINE_WITH_LZ4 OR NOT BRINE_WITH_OPENSSL)
  message(STATUS "No benchmarks: RocksDB, LMDB, SQLite, nlohmann-json, "
          "msgpack-cxx, lz4 or OpenSSL is missing")
elseif(bench_sources)
  brine_program(brine_bench bench ${bench_sources})
  target_link_libraries(brine_bench PRIVATE RocksDB::rocksdb-shared
                        PkgConfig::bench_peers nlohmann_json::nlohmann_json)
  target_include_directories(brine_bench SYSTEM PRIVATE ${MSGPACK_INCLUDE_DIR})
  if(BRINE_BUILD_TESTS)
    add_test(NAME bench:runs COMMAND brine_bench --quick --rounds 1
             --only get --only update --only replay --only memory
             --folder ${PROJECT_BINARY_DIR})
    set_tests_properties(bench:runs PROPERTIES LABELS bench)
  endif()
endif()
