# What `cmake --install` puts where.
set(PITH_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/pith-merge)
install(TARGETS pith_merge EXPORT pith-merge-static-targets FILE_SET HEADERS)
install(EXPORT pith-merge-static-targets NAMESPACE pith:: DESTINATION ${PITH_PACKAGE_DIR})
if(PITH_BUILD_SHARED)
  install(TARGETS pith_merge_shared EXPORT pith-merge-shared-targets FILE_SET HEADERS)
  install(EXPORT pith-merge-shared-targets NAMESPACE pith:: DESTINATION ${PITH_PACKAGE_DIR})
endif()
configure_package_config_file(cmake/pith-merge-config.cmake.in pith-merge-config.cmake
  INSTALL_DESTINATION ${PITH_PACKAGE_DIR})
write_basic_package_version_file(pith-merge-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/pith-merge-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/pith-merge-config-version.cmake
  DESTINATION ${PITH_PACKAGE_DIR})

# Private requirements are for whoever links the static library (pkg-config --static).
set(PITH_PC_REQUIRES_PRIVATE "libcrypto >= 3.0.1")
if(PITH_WITH_LIBSODIUM)
  string(APPEND PITH_PC_REQUIRES_PRIVATE ", libsodium = 1.0.18")
endif()
file(RELATIVE_PATH PITH_PC_TO_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/pith-merge.pc.in pith-merge.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/pith-merge.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
if(PITH_BUILD_PROGRAM)
  install(TARGETS pith_merge_program)
  install(FILES completions/pith-merge.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES completions/pith-merge.bash RENAME pith-merge
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES completions/_pith-merge DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  install(FILES completions/pith-merge.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
