# SPDX-License-Identifier: MIT
# Tests of the house itself: its layers, headers, documents, packages.
function(house_test name)
  add_test(NAME house:${name} COMMAND ${ARGN}
           WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(house:${name} PROPERTIES LABELS house)
endfunction()

set(house ${PROJECT_SOURCE_DIR}/tests/house)
house_test(layers ${house}/layers)
house_test(data ${house}/data)
house_test(rules ${house}/rules)
house_test(documents ${PROJECT_SOURCE_DIR}/scripts/check-documents)
house_test(no_caf ${house}/no_caf ${CMAKE_CXX_COMPILER} ${inc})
# Each compiled alone; other builds would only say the same again.
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  house_test(headers ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR}
             --target all_verify_interface_header_sets)
  set_tests_properties(house:headers PROPERTIES RESOURCE_LOCK build)
endif()

if(BRINE_BUILD_EXAMPLES)
  foreach(program IN ITEMS guide own_serializer readme)
    house_test(${program} ${house}/${program}
               $<TARGET_FILE:brine_example_${program}>)
  endforeach()
endif()

# What happens after `main` is seen from outside only.
brine_program(brine_leaving tests house/leaving.cpp)
house_test(leaving $<TARGET_FILE:brine_leaving>)

# A case without a room's tag would never run, unless another runs it hidden.
list(JOIN tags "]~[" all_tags)
house_test(tags $<TARGET_FILE:brine_tests> "~[${all_tags}]~[.]"
           --list-test-names-only)
set_tests_properties(house:tags PROPERTIES FAIL_REGULAR_EXPRESSION "[^ \n]")

string(TOUPPER "${CMAKE_BUILD_TYPE}" config)
set(consumer_arguments -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
    -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER} -DCAF_ROOT=${CAF_ROOT}
    "-DCMAKE_CXX_FLAGS_${config}=${CMAKE_CXX_FLAGS_${config}}")
house_test(installed ${house}/installed ${PROJECT_BINARY_DIR}
           ${PROJECT_BINARY_DIR}/installed ${consumer_arguments})
house_test(folder ${house}/folder ${PROJECT_SOURCE_DIR}
           ${PROJECT_BINARY_DIR}/folder ${consumer_arguments})
# Both build below one folder, and installing needs the library to stand still.
set_tests_properties(house:installed PROPERTIES RESOURCE_LOCK build)

if(CMAKE_CXX_FLAGS_${config} MATCHES "fsanitize=thread")
  foreach(program IN ITEMS planted_race quiet_actors)
    brine_program(brine_${program} tests house/${program}.cpp)
    house_test(${program} $<TARGET_FILE:brine_${program}>)
  endforeach()
  set_tests_properties(house:planted_race house:quiet_actors PROPERTIES
    LABELS sanitizer)
  set_tests_properties(house:planted_race PROPERTIES
    PASS_REGULAR_EXPRESSION "data race.*writer")
endif()
