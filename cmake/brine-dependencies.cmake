# SPDX-License-Identifier: MIT
# Everything brine links. brine-config.cmake includes this file too, so that an
# installed static library finds its private dependencies.
#
# A part that needs a library of its own hangs on BRINE_WITH_<LIBRARY>, which is
# ON where the library was found; brine-config.cmake sets it as it was built.
include(CMakeFindDependencyMacro)
find_dependency(CAF 0.17.6)
find_dependency(cereal)
find_dependency(fmt)
find_dependency(spdlog)
find_dependency(Boost 1.74)
find_dependency(PkgConfig)
if(NOT TARGET PkgConfig::xxhash)
  pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET GLOBAL libxxhash)
endif()
set(brine_private_libraries fmt::fmt spdlog::spdlog Boost::headers
    PkgConfig::xxhash)

# brine_optional(LIBRARY module what-for)
macro(brine_optional name module purpose)
  if(NOT TARGET PkgConfig::${module})
    pkg_check_modules(${module} QUIET IMPORTED_TARGET GLOBAL ${module})
  endif()
  option(BRINE_WITH_${name} "${purpose}" ${${module}_FOUND})
  if(BRINE_WITH_${name})
    if(NOT TARGET PkgConfig::${module})
      message(FATAL_ERROR "BRINE_WITH_${name} needs ${module}, which pkg-config "
              "does not find")
    endif()
    list(APPEND brine_private_libraries PkgConfig::${module})
    list(APPEND brine_definitions BRINE_WITH_${name})
  endif()
endmacro()

set(brine_definitions)
brine_optional(LZ4 liblz4 "Compress with lz4")
brine_optional(ZSTD libzstd "Compress with zstd")
brine_optional(OPENSSL libcrypto "Encrypt, and hash keys as konserve does")
