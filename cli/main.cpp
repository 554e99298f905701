// The program pith-merge: its commands, and the arguments that each takes. What a command does is in its own file.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "pith/version.h"

namespace pith::cli {
namespace {

// packaging/completions/generate.py copies both paragraphs into the manual page.
constexpr const char* exit_statuses =
    "Exit status: 0 everything holds, 1 a check failed, 2 wrong usage or unreadable input, 70 a bug or a system "
    "failure.";
constexpr const char* canon_without_effect =
    "For canon, the options --keys, --no-default-keys, --trust-bundle-keys, --quiet, --threads\n"
    "and --color change nothing. --json changes only what --sha256 prints, and adds an object if the file is refused.";

void add_verify_arguments(CLI::App& command, VerifyArguments& verify) {
  add_input_options(command, verify.inputs);
}

void add_merge_arguments(CLI::App& command, MergeArguments& merge) {
  add_input_options(command, merge.inputs);
  // Not bound to merge.subject itself: newer versions of CLI11 treat an empty value as no value.
  command
      .add_option_function<std::string>(
          "--subject", [&merge](const std::string& subject) { merge.subject = subject; },
          "The Pith Number of the record to merge")
      ->type_name("PITH_NUMBER");
  command.add_flag("--sha256", merge.sha256, "Print the SHA-256 of the state instead");
  command.add_flag("--authentic-only", merge.authentic_only, "Leave out every event that is not authentic");
  command.add_flag("--strict", merge.strict, "Exit with status 1 if an event is invalid or there is an equivocation");
  command.add_flag("--keep-going", merge.keep_going, "Skip refused files and lines; the exit status is still 2");
}

void add_canon_arguments(CLI::App& command, CanonArguments& canon) {
  command.add_option("FILE", canon.file, "The file to read; - or no FILE means standard input")->type_name("");
  command.add_option("--pointer", canon.pointer, "Print only the value at this JSON pointer")->type_name("POINTER");
  command.add_flag("--sha256", canon.sha256, "Print the SHA-256 of the canonical JSON instead");
  command.footer(std::string(canon_without_effect) + "\n\n" + exit_statuses);
}

/// Says what is wrong with the arguments, or prints the help or the version that they ask for.
int explain_usage(const CLI::App& app, const CLI::ParseError& error) {
  std::ostringstream output;
  std::ostringstream complaint;
  const Terminal terminal(ColorMode::never);
  if (app.exit(error, output, complaint) == 0) {
    terminal.write(output.str());
    return exit_holds;
  }
  const std::vector<std::string> unexpected = unexpected_arguments(app);
  if (app.get_subcommands().empty() && !unexpected.empty()) {
    // CLI11 says only that a command is missing.
    terminal.say("pith-merge: unknown command or option: " + printable(unexpected.front()));
  }
  std::istringstream lines(complaint.str());
  for (std::string line; std::getline(lines, line);) {
    terminal.say("pith-merge: " + printable(line));
  }
  return exit_unusable;
}

int run(int argument_count, char** arguments) {
  CLI::App app("Recomputes and checks the state of Pith Number records.", "pith-merge");
  app.set_version_flag("--version", "pith-merge " PITH_VERSION, "Print the version and exit");
  app.require_subcommand(1);
  app.footer(exit_statuses);

  CommonOptions common;
  VerifyArguments verify;
  MergeArguments merge;
  CanonArguments canon;
  int status = exit_holds;
  const auto add_command = [&](const char* name, const char* description, auto add_arguments, auto run_command,
                               auto& command_arguments) {
    CLI::App* const command = app.add_subcommand(name, description);
    add_common_options(*command, common);
    add_arguments(*command, command_arguments);
    command->final_callback([&common, &command_arguments, &status, run_command] {
      status = run_command(common, command_arguments, Terminal(common.color));
    });
  };
  add_command("verify", "Check whole bundles", add_verify_arguments, run_verify, verify);
  add_command("merge", "Print the state document of one record", add_merge_arguments, run_merge, merge);
  add_command("canon", "Print the canonical JSON of a document", add_canon_arguments, run_canon, canon);

  try {
    parse_arguments(app, argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return explain_usage(app, error);
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
    std::fprintf(stderr, "pith-merge: system failure: %s\n", failure.what());
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "pith-merge: this is a bug, please report it: %s\n", failure.what());
  }
  return pith::cli::exit_bug;
}
