# What makes a memory error in this code harder to exploit. Only our own builds are hardened: PITH_HARDENING is OFF if
# another project includes the source, since its flags are not ours to choose. docs/installing.md lists what it does.
#
#   pith_harden(TARGET...)   each target must be an object library, a shared library or a program; does nothing if
#                            PITH_HARDENING is OFF
set(PITH_HARDENING_COMPILE_OPTIONS)
set(PITH_HARDENING_DEFINITIONS)
set(PITH_HARDENING_LINK_OPTIONS)
# A sanitizer does the same in its own way, and AddressSanitizer does not see what a fortified function does.
if(PITH_HARDENING AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  include(CheckCXXCompilerFlag)
  include(CheckPIESupported)
  check_pie_supported(OUTPUT_VARIABLE PITH_PIE_OUTPUT LANGUAGES CXX)
  if(NOT CMAKE_CXX_LINK_PIE_SUPPORTED)
    message(WARNING "The program is at a fixed address, because the compiler does not link with -pie: "
      "${PITH_PIE_OUTPUT}")
  endif()
  foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection)  # some are only for some processors
    string(MAKE_C_IDENTIFIER "PITH_HAS${flag}" is_known)
    check_cxx_compiler_flag(${flag} ${is_known})
    if(${is_known})
      list(APPEND PITH_HARDENING_COMPILE_OPTIONS ${flag})
    endif()
  endforeach()
  # It needs a build that optimises. Some compilers define it themselves, so it is undefined first.
  list(APPEND PITH_HARDENING_COMPILE_OPTIONS
    "$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3>")
  list(APPEND PITH_HARDENING_DEFINITIONS _GLIBCXX_ASSERTIONS)
  list(APPEND PITH_HARDENING_LINK_OPTIONS LINKER:-z,relro,-z,now)
  # In the loops over events the assertions cost a fifth of a merge (docs/performance.md). These sources parse no
  # input: every index in them is the program's own. Builds that do not optimise keep the assertions everywhere,
  # and so do builds that compile several files at once, because they cannot leave them out of some.
  if(NOT CMAKE_UNITY_BUILD)
    set_property(SOURCE
      containers/byte_arena.cpp containers/digest_index.cpp containers/digest_trie.cpp
      engine/events/class_index.cpp engine/events/event_store.cpp
      engine/merge/current.cpp engine/merge/equivocation.cpp engine/merge/record_events.cpp engine/merge/resolution.cpp
      APPEND PROPERTY COMPILE_OPTIONS
      "$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_GLIBCXX_ASSERTIONS>")
  endif()
endif()

function(pith_harden)
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE ${PITH_HARDENING_COMPILE_OPTIONS})
    target_compile_definitions(${target} PRIVATE ${PITH_HARDENING_DEFINITIONS})
    target_link_options(${target} PRIVATE ${PITH_HARDENING_LINK_OPTIONS})
  endforeach()
endfunction()
