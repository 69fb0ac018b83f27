# SPDX-License-Identifier: MIT
# Everything brine links. brine-config.cmake includes this file too, so that an
# installed static library finds its private dependencies.
#
# A part that needs a library of its own hangs on BRINE_WITH_<LIBRARY>, which
# is ON where the library was found and is handed on by brine-config.cmake:
#   pkg_check_modules(lmdb IMPORTED_TARGET GLOBAL lmdb)
#   option(BRINE_WITH_LMDB "Build the lmdb backend" ${lmdb_FOUND})
include(CMakeFindDependencyMacro)
find_dependency(CAF 0.17.6)
find_dependency(cereal)
find_dependency(fmt)
find_dependency(spdlog)
find_dependency(Boost 1.74)
find_dependency(nlohmann_json 3.11)
find_dependency(PkgConfig)
if(NOT TARGET PkgConfig::xxhash)
  pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET GLOBAL libxxhash)
endif()
set(brine_private_libraries fmt::fmt spdlog::spdlog Boost::headers
    nlohmann_json::nlohmann_json PkgConfig::xxhash)
