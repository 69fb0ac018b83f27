# SPDX-License-Identifier: MIT
# Installs what find_package(brine) needs, and the command.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/brine)
set(generated ${PROJECT_BINARY_DIR}/cmake)

install(TARGETS brine EXPORT brine-targets
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(TARGET brine_cli)
  install(TARGETS brine_cli)
endif()
install(EXPORT brine-targets NAMESPACE brine:: DESTINATION ${package})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/brine-config.cmake.in
  ${generated}/brine-config.cmake INSTALL_DESTINATION ${package})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${generated}/brine-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${generated}/brine-config.cmake
  ${generated}/brine-config-version.cmake
  ${PROJECT_SOURCE_DIR}/cmake/brine-dependencies.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindCAF.cmake
  DESTINATION ${package})
