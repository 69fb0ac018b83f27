# SPDX-License-Identifier: MIT
# The benchmarks, beside the engines they are compared with.
include(bench/sources.cmake)
find_package(RocksDB QUIET)
pkg_check_modules(bench_peers QUIET IMPORTED_TARGET lmdb sqlite3)
if(NOT RocksDB_FOUND OR NOT bench_peers_FOUND)
  message(STATUS "No benchmarks: RocksDB, LMDB or SQLite is missing")
elseif(bench_sources)
  brine_program(brine_bench bench ${bench_sources})
  target_link_libraries(brine_bench PRIVATE RocksDB::rocksdb-shared
                        PkgConfig::bench_peers)
  if(BRINE_BUILD_TESTS)
    add_test(NAME bench:runs COMMAND brine_bench --quick --rounds 1
             --only get --only update --only replay --only memory
             --folder ${PROJECT_BINARY_DIR})
    set_tests_properties(bench:runs PROPERTIES LABELS bench)
  endif()
endif()
