#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "pith/version.h"

namespace pith::cli {
namespace {

/// More threads than any machine has; each costs a stack.
constexpr unsigned thread_count_max = 1024;

constexpr const char* exit_statuses =
    "Exit status: 0 all holds, 1 a check failed, 2 wrong usage or unreadable input, 70 a bug, or a machine that fails.";

/// A paragraph, which generate.py takes into the manual page.
constexpr const char* canon_without_effect =
    "Here --keys, --no-default-keys, --trust-bundle-keys, --quiet, --threads and --color\n"
    "change nothing, and --json only what --sha256 prints.";

/// CLI11 takes a value in brackets for a list of values, and so a file named `[a,b]` for two. What follows this
/// mark is safe from it.
constexpr char bracket_guard = '\x01';

/// The arguments after the program's name, guarded, in the order that CLI11 wants: the last one first.
std::vector<std::string> guard_arguments(int argument_count, char** arguments) {
  std::vector<std::string> guarded;
  for (int i = argument_count - 1; i > 0; --i) {
    const std::string_view argument = arguments[i];
    const bool needs_guard = argument.starts_with('[') || argument.starts_with(bracket_guard);
    guarded.emplace_back(needs_guard ? std::string(1, bracket_guard) : "").append(argument);
  }
  return guarded;
}

std::vector<std::string> unguard(std::vector<std::string> arguments) {
  for (std::string& argument : arguments) {
    if (argument.starts_with(bracket_guard)) {
      argument.erase(0, 1);
    }
  }
  return arguments;
}

void add_common_options(CLI::App& command, CommonOptions& common) {
  command
      .add_option_function<std::vector<std::string>>(
          "--keys", [&common](const std::vector<std::string>& files) { common.key_files = unguard(files); },
          "Trust the keys of this file too (may be repeated)")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command.add_flag("--no-default-keys", common.no_default_keys, "Do not trust the registry's built-in key");
  command.add_flag("--trust-bundle-keys", common.trust_bundle_keys, "Trust the keys that bundles bring along");
  command.add_flag("--json", common.json, "Print reports as JSON, one object a line");
  command.add_flag("--quiet", common.quiet, "Print no reports but those of --json, and no warnings outside of them");
  command
      .add_option(
          "--threads", common.thread_count,
          "Use up to N threads, 1 to " + std::to_string(thread_count_max) + " (default 1); the result is the same")
      ->type_name("N")
      ->check(CLI::Range(1U, thread_count_max).description(""));
  command
      .add_option_function<std::string>(
          "--color",
          [&common](const std::string& when) {
            common.color = when == "always"  ? ColorMode::always
                           : when == "never" ? ColorMode::never
                                             : ColorMode::automatic;
          },
          "auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""));
}

void add_files(CLI::App& command, std::vector<std::string>& files) {
  command
      .add_option_function<std::vector<std::string>>(
          "FILE", [&files](const std::vector<std::string>& arguments) { files = unguard(arguments); },
          "Files to read; - is standard input")
      ->required()
      ->type_name("");
}

/// Of arguments without a subcommand, the one that stands where it should be. CLI11 says only that it misses one.
std::optional<std::string> find_unknown_subcommand(const CLI::App& app) {
  const std::vector<std::string> unknown = unguard(app.remaining());
  return app.get_subcommands().empty() && !unknown.empty() ? std::optional(unknown.front()) : std::nullopt;
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
  if (const std::optional<std::string> unknown = find_unknown_subcommand(app)) {
    terminal.say("pith-merge: neither a subcommand nor an option: " + printable(*unknown));
  }
  std::istringstream lines(complaint.str());
  for (std::string line; std::getline(lines, line);) {
    terminal.say("pith-merge: " + printable(line));
  }
  return exit_unusable;
}

int run(int argument_count, char** arguments) {
  CLI::App app("Recomputes and checks the state of Pith Number records.", "pith-merge");
  app.set_version_flag("--version", "pith-merge " PITH_VERSION);
  app.require_subcommand(1);
  app.footer(exit_statuses);

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
  canon_command
      ->add_option_function<std::string>(
          "FILE", [&canon](const std::string& file) { canon.file = unguard({file}).front(); },
          "The file to read; - or none is standard input")
      ->type_name("");
  canon_command->add_option("--pointer", canon.pointer, "Only the value at this JSON pointer")->type_name("POINTER");
  canon_command->add_flag("--sha256", canon.sha256, "Print the SHA-256 instead");
  canon_command->footer(std::string(canon_without_effect) + "\n\n" + exit_statuses);
  canon_command->final_callback([&] { status = run_canon(common, canon, Terminal(common.color)); });

  try {
    app.parse(guard_arguments(argument_count, arguments));
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
    std::fprintf(stderr, "pith-merge: this machine fails: %s\n", failure.what());
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "pith-merge: a bug, please report it: %s\n", failure.what());
  }
  return pith::cli::exit_bug;
}
