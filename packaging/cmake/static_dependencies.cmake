# PITH_STATIC_DEPENDENCIES: the shared library and the program hold what they use, and need only the C library. This is
# for a wheel, which must work on a machine that has none of these packages. It needs the static libraries, which
# distributions have in their -dev packages; docs/installing.md names them.
#
#   pith_hold_dependencies(TARGET)   TARGET must be the shared library or the program

# The finders of CMake and of pkg-config then find only static libraries.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)

# What is exported is what the version script names, and nothing of the libraries inside. So the symbols of this OpenSSL
# never meet those of another OpenSSL in the process. What nobody calls is left out: otherwise the C++ library's random
# numbers would need glibc 2.36, which Ubuntu 22.04 does not have.
function(pith_hold_dependencies target)
  target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc LINKER:--exclude-libs,ALL LINKER:--gc-sections)
  get_target_property(type ${target} TYPE)
  if(type STREQUAL SHARED_LIBRARY)
    # OpenSSL has functions that run when a thread ends. If dlclose unmapped them, that thread would crash. Debian's
    # libcrypto.so is linked in the same way.
    target_link_options(${target} PRIVATE LINKER:-z,nodelete)
  endif()
endfunction()

# What a static libarchive needs for tar and zip, zstd and bzip2, which is what the program reads. The linker takes only
# the parts of libarchive that are called, and unused_formats.cpp leaves out some of them. So libxml2, libacl, lz4 and
# Nettle are not needed.
function(pith_complete_libarchive)
  foreach(name zstd bz2)
    string(TOUPPER PITH_${name}_LIBRARY variable)
    find_library(${variable} ${name} REQUIRED)
    list(APPEND libraries ${${variable}})
  endforeach()
  target_link_libraries(LibArchive::LibArchive INTERFACE ${libraries} LibLZMA::LibLZMA ZLIB::ZLIB)
  target_sources(pith_merge_program PRIVATE packaging/wheel/unused_formats.cpp)
endfunction()
