#include <CLI/CLI.hpp>
#include <exception>
#include <new>

#include "cli/commands.h"
#include "pith/version.h"

namespace pith::cli {
namespace {

void add_common_options(CLI::App& command, CommonOptions& common) {
  command.add_option("--keys", common.key_files, "Trust the keys of this file too (may be repeated)")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_flag("--no-default-keys", common.no_default_keys, "Do not trust the registry's built-in key");
  command.add_flag("--trust-bundle-keys", common.trust_bundle_keys, "Trust the keys that bundles bring along");
  command.add_flag("--json", common.json, "Print reports as JSON, one object a line");
  command.add_flag("--quiet", common.quiet, "Print no reports and no warnings; the exit status tells");
  const std::map<std::string, ColorMode> modes = {
      {"auto", ColorMode::automatic}, {"always", ColorMode::always}, {"never", ColorMode::never}};
  command.add_option("--color", common.color, "auto, always or never")
      ->type_name("WHEN")
      ->transform(CLI::CheckedTransformer(modes).description(""));
}

void add_files(CLI::App& command, std::vector<std::string>& files) {
  command.add_option("FILE", files, "Files to read; - is standard input")->required()->type_name("");
}

int run(int argument_count, char** arguments) {
  CLI::App app("Recomputes, checks and explains the state of Pith Number records.", "pith-merge");
  app.set_version_flag("--version", "pith-merge " PITH_VERSION);
  app.require_subcommand(1);
  app.footer("Exit status: 0 all holds, 1 a check failed, 2 wrong usage or unreadable input, 70 a bug.");

  CommonOptions common;
  int status = exit_holds;
  const auto add_command = [&](const char* name, const char* description) {
    CLI::App* const command = app.add_subcommand(name, description);
    add_common_options(*command, common);
    return command;
  };

  VerifyOptions verify;
  CLI::App* const verify_command = add_command("verify", "Check whole bundles");
  add_files(*verify_command, verify.files);
  verify_command->final_callback([&] { status = run_verify(common, verify, Terminal(common.color)); });

  MergeOptions merge;
  CLI::App* const merge_command = add_command("merge", "Print the state document of one record");
  add_files(*merge_command, merge.files);
  merge_command->add_option("--subject", merge.subject, "The record to merge")->type_name("PITH_NUMBER");
  merge_command->add_flag("--sha256", merge.sha256, "Print the hash of the state instead");
  merge_command->add_flag("--authentic-only", merge.authentic_only, "Leave out every event that is not authentic");
  merge_command->add_flag("--strict", merge.strict, "Exit 1 if an event is invalid or a signer equivocates");
  merge_command->add_flag("--keep-going", merge.keep_going, "Skip refused files and lines, and still exit 2");
  merge_command->final_callback([&] { status = run_merge(common, merge, Terminal(common.color)); });

  CanonOptions canon;
  CLI::App* const canon_command = add_command("canon", "Print the canonical JSON of a document");
  canon_command->add_option("FILE", canon.file, "The file to read; - or none is standard input")->type_name("");
  canon_command->add_option("--pointer", canon.pointer, "Only the value at this JSON pointer")->type_name("POINTER");
  canon_command->add_flag("--sha256", canon.sha256, "Print the SHA-256 instead");
  canon_command->final_callback([&] { status = run_canon(common, canon, Terminal(common.color)); });

  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_holds : exit_unusable;
  }
  return status;
}

}  // namespace
}  // namespace pith::cli

int main(int argument_count, char** arguments) {
  try {
    return pith::cli::run(argument_count, arguments);
  } catch (const pith::cli::OutputFailure& failure) {
    std::fprintf(stderr, "pith-merge: %s\n", failure.what());
    return pith::cli::exit_unusable;
  } catch (const std::bad_alloc&) {
    std::fputs("pith-merge: out of memory\n", stderr);
  } catch (const pith::SystemFailure& failure) {
    std::fprintf(stderr, "pith-merge: this machine fails: %s\n", failure.what());
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "pith-merge: a bug, please report it: %s\n", failure.what());
  }
  return pith::cli::exit_bug;
}
