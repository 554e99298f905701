# The program. Only this needs CLI11, libarchive and their kin.

# Finds a package that only the program needs, or says what to do without it.
macro(pith_find_for_program name debian_package)
  find_package(${name} QUIET)
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "CMake finds no ${name}, which the program needs. Debian has it as ${debian_package}. If it is "
      "somewhere else, add the folder that it is installed in to CMAKE_PREFIX_PATH. With -DPITH_BUILD_PROGRAM=OFF "
      "-DPITH_BUILD_TESTS=OFF only the library is built, which does not need it.")
  endif()
endmacro()

pith_find_for_program(CLI11 libcli11-dev)
pith_find_for_program(LibArchive libarchive-dev)
pith_find_for_program(ZLIB zlib1g-dev)
pith_find_for_program(LibLZMA liblzma-dev)
find_package(Threads REQUIRED)
add_executable(pith_merge_program
  cli/arguments.cpp
  cli/audit/archive.cpp
  cli/audit/archive_handle.cpp
  cli/audit/audit_job.cpp
  cli/audit/audit_paths.cpp
  cli/audit/byte_source.cpp
  cli/audit/decompressor.cpp
  cli/audit/document_reader.cpp
  cli/audit/document_splitter.cpp
  cli/audit/earlier_verdicts.cpp
  cli/audit/file_kind.cpp
  cli/audit/opened_stream.cpp
  cli/audit/progress.cpp
  cli/audit/report_bars.cpp
  cli/audit/report_failures.cpp
  cli/audit/report_html.cpp
  cli/audit/report_page.cpp
  cli/audit/verdict_file.cpp
  cli/audit/verdict_lines.cpp
  cli/audit/verdict_output.cpp
  cli/audit_command.cpp
  cli/audit_input.cpp
  cli/bundle_command.cpp
  cli/byte_format.cpp
  cli/canon_command.cpp
  cli/check_program.cpp
  cli/clock.cpp
  cli/command_options.cpp
  cli/descriptor.cpp
  cli/diff_command.cpp
  cli/diff_inputs.cpp
  cli/diff_inputs_text.cpp
  cli/diff_text.cpp
  cli/evidence_command.cpp
  cli/evidence_text.cpp
  cli/explain_command.cpp
  cli/file.cpp
  cli/file_identity.cpp
  cli/folder_walk.cpp
  cli/graph_command.cpp
  cli/help.cpp
  cli/input_paths.cpp
  cli/interruption.cpp
  cli/line_reader.cpp
  cli/main.cpp
  cli/merge_command.cpp
  cli/merged_inputs.cpp
  cli/minimise_command.cpp
  cli/name_list.cpp
  cli/options.cpp
  cli/ordered_work.cpp
  cli/output_file.cpp
  cli/private_folder.cpp
  cli/record_options.cpp
  cli/refusals.cpp
  cli/secret_file.cpp
  cli/shell_word.cpp
  cli/sign_command.cpp
  cli/signer.cpp
  cli/suggestion.cpp
  cli/terminal.cpp
  cli/verify_command.cpp
  cli/verify_text.cpp
  cli/would_fork_command.cpp
  cli/would_fork_text.cpp
  crypto/pem.cpp
  crypto/secret_bytes.cpp
  crypto/signing_key.cpp
)
set_target_properties(pith_merge_program PROPERTIES
  OUTPUT_NAME pith-merge CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
pith_harden(pith_merge_program)
target_include_directories(pith_merge_program PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(pith_merge_program PRIVATE
  pith_merge OpenSSL::Crypto CLI11::CLI11 LibArchive::LibArchive ZLIB::ZLIB LibLZMA::LibLZMA Threads::Threads
  pith_compile_options)
if(PITH_STATIC_DEPENDENCIES)
  pith_complete_libarchive()
  pith_hold_dependencies(pith_merge_program)
endif()
