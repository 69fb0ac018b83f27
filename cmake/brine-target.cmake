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

# Large headers of others, read once for all sources of a target. Only by clang:
# g++ 12 would warn of what is in them. So g++ sees when an include is missing.
function(brine_read_once target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND PROJECT_IS_TOP_LEVEL)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# UBSan's checks of each pointer double the time to compile the templates of
# Catch, rapidcheck and CLI11. The library has them, and its users have ASan.
function(brine_light_checks target)
  target_compile_options(${target} PRIVATE
    -fno-sanitize=null,pointer-overflow,alignment,object-size,vptr)
endfunction()
