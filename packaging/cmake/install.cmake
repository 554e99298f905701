# What `cmake --install` installs, and where. The component `runtime` has the shared library, `development` has what is
# needed to link to either library, and `program` has the program. GNUInstallDirs leaves variables in the cache, so this
# file is included only if PITH_INSTALL is on.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(PITH_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/pith-merge)
install(TARGETS pith_merge EXPORT pith-merge-static-targets
  ARCHIVE COMPONENT development FILE_SET HEADERS COMPONENT development)
install(EXPORT pith-merge-static-targets NAMESPACE pith:: DESTINATION ${PITH_PACKAGE_DIR} COMPONENT development)
if(TARGET pith_merge_shared)
  install(TARGETS pith_merge_shared EXPORT pith-merge-shared-targets
    LIBRARY COMPONENT runtime NAMELINK_COMPONENT development FILE_SET HEADERS COMPONENT development)
  install(EXPORT pith-merge-shared-targets NAMESPACE pith:: DESTINATION ${PITH_PACKAGE_DIR} COMPONENT development)
endif()
configure_package_config_file(packaging/cmake/pith-merge-config.cmake.in pith-merge-config.cmake
  INSTALL_DESTINATION ${PITH_PACKAGE_DIR})
write_basic_package_version_file(pith-merge-config-version.cmake COMPATIBILITY ${PITH_PACKAGE_COMPATIBILITY})
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/pith-merge-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/pith-merge-config-version.cmake
  DESTINATION ${PITH_PACKAGE_DIR} COMPONENT development)

# Whoever passes on a part passes on the licence with it.
set(PITH_COMPONENTS development)
if(TARGET pith_merge_shared)
  list(APPEND PITH_COMPONENTS runtime)
endif()
if(PITH_BUILD_PROGRAM)
  list(APPEND PITH_COMPONENTS program)
endif()
foreach(component IN LISTS PITH_COMPONENTS)
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT ${component})
endforeach()

set(PITH_PC_REQUIRES "libcrypto >= 3.0.1")
if(PITH_WITH_LIBSODIUM)
  # pkg-config has no list of versions. A version that is not on the list links as well, and is not used.
  list(GET PITH_SODIUM_VERSIONS 0 PITH_PC_SODIUM_MINIMUM)
  string(APPEND PITH_PC_REQUIRES ", libsodium >= ${PITH_PC_SODIUM_MINIMUM}")
endif()
# What the static library also needs. pkg-config lists it with --static, or always if only the static library is there.
set(PITH_PC_STANDARD_LIBRARIES ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})  # stdc++ or c++, by compiler and flags
list(FILTER PITH_PC_STANDARD_LIBRARIES INCLUDE REGEX "^(stdc\\+\\+|c\\+\\+|c\\+\\+abi|m)$")
list(REMOVE_DUPLICATES PITH_PC_STANDARD_LIBRARIES)
if(NOT PITH_PC_STANDARD_LIBRARIES)  # CMake could not find out
  set(PITH_PC_STANDARD_LIBRARIES stdc++ m)
endif()
list(TRANSFORM PITH_PC_STANDARD_LIBRARIES PREPEND -l)
list(JOIN PITH_PC_STANDARD_LIBRARIES " " PITH_PC_STANDARD_LIBRARIES)
set(PITH_PC_PRIVATE)
set(PITH_PC_LIBS "-lpith-merge ${PITH_PC_STANDARD_LIBRARIES}")
set(PITH_PC_LIBS_PRIVATE)
if(TARGET pith_merge_shared)
  set(PITH_PC_PRIVATE .private)
  set(PITH_PC_LIBS -lpith-merge)
  set(PITH_PC_LIBS_PRIVATE "${PITH_PC_STANDARD_LIBRARIES}")
endif()
set(PITH_PC_INCLUDEDIR ${CMAKE_INSTALL_FULL_INCLUDEDIR})
set(PITH_PC_LIBDIR ${CMAKE_INSTALL_FULL_LIBDIR})
set(PITH_PC_PREFIX ${CMAKE_INSTALL_PREFIX})
if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" AND NOT IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  # Relative to the .pc file, so that the installed tree can be moved.
  file(RELATIVE_PATH to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
  set(PITH_PC_PREFIX "\${pcfiledir}/${to_prefix}")
  set(PITH_PC_INCLUDEDIR "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
  set(PITH_PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
configure_file(packaging/cmake/pith-merge.pc.in pith-merge.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/pith-merge.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
  COMPONENT development)
if(PITH_BUILD_PROGRAM)
  install(TARGETS pith_merge_program RUNTIME COMPONENT program)
  install(FILES packaging/licences/CLI11.txt DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
  install(FILES packaging/completions/pith-merge.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
  install(FILES packaging/completions/pith-merge.bash RENAME pith-merge
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
  install(FILES packaging/completions/_pith-merge DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
    COMPONENT program)
  install(FILES packaging/completions/pith-merge.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
    COMPONENT program)
endif()
