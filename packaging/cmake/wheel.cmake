# What a Python wheel has beside the Python files. pyproject.toml sets PITH_PYTHON_WHEEL, and scikit-build-core sets the
# folders, which must be absolute.
foreach(folder SKBUILD_PLATLIB_DIR SKBUILD_SCRIPTS_DIR SKBUILD_DATA_DIR)
  if(NOT DEFINED ${folder})
    message(FATAL_ERROR "PITH_PYTHON_WHEEL needs ${folder}, which scikit-build-core sets. To build a wheel, use "
      "scripts/wheel or pip.")
  endif()
endforeach()

# The package loads the library by its path. Without a SONAME the dynamic linker never takes it for the library of the
# system, which another module in the process may be linked to.
set_property(TARGET pith_merge_shared PROPERTY VERSION)
set_property(TARGET pith_merge_shared PROPERTY SOVERSION)
set_property(TARGET pith_merge_shared PROPERTY NO_SONAME ON)

# The same bytes in every folder.
target_compile_options(pith_compile_options INTERFACE
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=. -ffile-prefix-map=${PROJECT_BINARY_DIR}=build)

# The linker writes which files it read. packaging/wheel/complete.py lists from this what is inside.
foreach(target pith_merge_shared pith_merge_program)
  target_link_options(${target} PRIVATE LINKER:--dependency-file=${PROJECT_BINARY_DIR}/${target}.link.d)
endforeach()

install(TARGETS pith_merge_shared LIBRARY DESTINATION ${SKBUILD_PLATLIB_DIR}/pith_merge COMPONENT wheel)
install(TARGETS pith_merge_program RUNTIME DESTINATION ${SKBUILD_SCRIPTS_DIR} COMPONENT wheel)
install(FILES packaging/completions/pith-merge.1 DESTINATION ${SKBUILD_DATA_DIR}/share/man/man1 COMPONENT wheel)
