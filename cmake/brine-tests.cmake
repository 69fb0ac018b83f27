# SPDX-License-Identifier: MIT
# The tests: one ctest entry per test case, labelled with its room.
enable_testing()
find_package(Catch2 2.13 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(rapidcheck REQUIRED)
include(${Catch2_DIR}/Catch.cmake)
include(tests/sources.cmake)

brine_program(brine_tests tests ${tests_sources})
target_link_libraries(brine_tests PRIVATE Catch2::Catch2 rapidcheck
                      nlohmann_json::nlohmann_json)
target_compile_definitions(brine_tests PRIVATE
  BRINE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
brine_read_once(brine_tests <catch2/catch.hpp> <cereal/cereal.hpp>)
brine_light_checks(brine_tests)
# Of a sanitizer's build the most goes into the tests; they need not be fast.
target_compile_options(brine_tests PRIVATE $<$<CONFIG:Debug>:-O0>)
set_target_properties(brine_tests PROPERTIES RUNTIME_OUTPUT_DIRECTORY tests)
if(TARGET brine_cli)
  # Tests of the command run it.
  add_dependencies(brine_tests brine_cli)
  target_compile_definitions(brine_tests PRIVATE
    BRINE_CLI="$<TARGET_FILE:brine_cli>")
endif()
# Catch's own main is not ours to check; with ASan and UBSan it compiles for half
# a minute. ThreadSanitizer must see it: its copies of inline functions may win.
set_source_files_properties(tests/main.cpp PROPERTIES
  SKIP_PRECOMPILE_HEADERS ON
  COMPILE_OPTIONS "-w;-O0;-g0;-fno-sanitize=address,undefined")

set(tags core codecs backends hooks actors)
foreach(tag IN LISTS tags)
  catch_discover_tests(brine_tests TEST_SPEC "[${tag}]" TEST_PREFIX "${tag}:"
    TEST_LIST ${tag}_tests PROPERTIES LABELS ${tag})
endforeach()
if(TARGET brine_cli)
  foreach(test IN ITEMS commands converting damage encrypting full_disk hash
          inspecting keeping rekeying transfer watching)
    add_test(NAME cli:${test} COMMAND ${PROJECT_SOURCE_DIR}/tests/cli/${test}
             $<TARGET_FILE:brine_cli>)
    set_tests_properties(cli:${test} PROPERTIES LABELS cli)
  endforeach()
endif()
if(PROJECT_IS_TOP_LEVEL)
  include(tests/house/house.cmake)
endif()
