# SPDX-License-Identifier: MIT
# Fuzzers of the decoders, by libFuzzer: fuzz_<target> for each target of
# tests/fuzz/targets.cpp. Only core and codecs, compiled once more.
include(tests/fuzz/sources.cmake)
add_library(brine_fuzzed OBJECT ${core_sources} ${codecs_sources}
            tests/codecs/all_codecs.cpp tests/fuzz/targets.cpp
            tests/fuzz/user_types.cpp)
target_include_directories(brine_fuzzed PUBLIC ${inc})
target_link_libraries(brine_fuzzed PUBLIC cereal::cereal
                      ${brine_private_libraries})
target_compile_definitions(brine_fuzzed PUBLIC ${brine_definitions})
target_compile_features(brine_fuzzed PUBLIC cxx_std_20)
target_compile_options(brine_fuzzed PRIVATE -fsanitize=fuzzer-no-link)
brine_target(brine_fuzzed)
add_custom_target(brine_fuzzers)
foreach(fuzzed IN LISTS fuzz_targets)
  add_executable(fuzz_${fuzzed} tests/fuzz/main.cpp)
  target_link_libraries(fuzz_${fuzzed} PRIVATE brine_fuzzed)
  target_compile_definitions(fuzz_${fuzzed} PRIVATE
                             BRINE_FUZZ_TARGET="${fuzzed}")
  target_compile_options(fuzz_${fuzzed} PRIVATE -fsanitize=fuzzer-no-link)
  target_link_options(fuzz_${fuzzed} PRIVATE -fsanitize=fuzzer)
  set_target_properties(fuzz_${fuzzed} PROPERTIES
                        RUNTIME_OUTPUT_DIRECTORY fuzz)
  brine_target(fuzz_${fuzzed})
  add_dependencies(brine_fuzzers fuzz_${fuzzed})
endforeach()
