# SPDX-License-Identifier: MIT
# What every target of this tree is built with.
find_program(BRINE_LLD ld.lld)

function(brine_target target)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  # clang counts signedness as conversion, g++ does not; they shall agree.
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow
    -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual)
  # g++ 12 sees uninitialised members in its own headers once a sanitizer
  # changes how they are inlined, and warns of CAF's fences under tsan.
  if(CMAKE_BUILD_TYPE STREQUAL "Debug" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized -Wno-tsan)
  endif()
  if(BRINE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  get_target_property(type ${target} TYPE)
  if(BRINE_LLD AND type STREQUAL "EXECUTABLE")
    target_link_options(${target} PRIVATE -fuse-ld=lld)
  endif()
endfunction()
