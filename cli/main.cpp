// The program pith-merge: its commands. Their arguments are in the files *_options.cpp, and what a command does is in
// its own file.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/arguments.h"
#include "cli/command_options.h"
#include "cli/descriptor.h"
#include "cli/help.h"
#include "pith/version.h"

namespace pith::cli {
namespace {

constexpr const char* version_line = "pith-merge " PITH_VERSION;

constexpr const char* help_examples =
    "Examples:\n"
    "  pith-merge help\n"
    "  pith-merge help verify";
constexpr const char* no_arguments =
    "Usage: pith-merge COMMAND [OPTIONS] [FILE...]\n"
    "To check bundles, run: pith-merge verify FILE...\n"
    "To list the commands, run: pith-merge help";

/// Says what is wrong with the arguments, and how to learn what is right.
int explain_usage(const UsageError& error, const Terminal& terminal) {
  const std::string with_command = error.command().empty() ? "" : " " + error.command();
  terminal.say("pith-merge" + with_command + ": " + printable(error.what()));
  terminal.say("pith-merge: for help, run: pith-merge help" + with_command);
  return exit_unusable;
}

/// The argument of `help`: the command that it is about.
void add_help_arguments(CLI::App& command, CommonOptions&, std::optional<std::string>& name) {
  add_value(command, "COMMAND", "The command to explain; all are listed if none is named", Times::once,
            [&name](const std::string& value) { name = value; })
      ->group("Arguments");
  command.footer(std::string(help_examples) + "\n\n" + exit_statuses("it is printed"));
}

/// The commands, what the arguments say about each, and the status of the one that was run.
class Program {
 public:
  Program() {
    app_.formatter_fn(
        [](const CLI::App* command, const std::string&, CLI::AppFormatMode) { return help_text(*command); });
    app_.set_help_flag("-h,--help", "Print this help and exit")->group(other_group);
    app_.set_version_flag("-V,--version", version_line, "Print the version and exit")->group(other_group);
    app_.require_subcommand(1);
    app_.footer(exit_statuses("all is well",
                              "a check failed, or two things differ; the help of each command says what it means"));
    add_commands();
  }

  /// Runs the command that the words after the program's name ask for, and returns its status.
  int run(const std::vector<std::string>& words) {
    const Terminal plain(ColorMode::never);
    if (words.empty()) {
      plain.say(no_arguments);
      return exit_unusable;
    }
    audit_.command_line = {"pith-merge"};
    audit_.command_line.insert(audit_.command_line.end(), words.begin(), words.end());
    try {
      parse_arguments(app_, words);
    } catch (const CLI::CallForVersion&) {
      plain.write(std::string(version_line) + "\n");
    } catch (const CLI::Success&) {
      plain.write(app_.help());
    } catch (const UsageError& error) {
      return explain_usage(error, plain);
    }
    return status_;
  }

 private:
  template <class AddArguments, class RunCommand, class Arguments>
  void add_command(const char* name, const char* description, AddArguments add_arguments, RunCommand run_command,
                   Arguments& arguments) {
    CLI::App* const command = app_.add_subcommand(name, description);
    add_arguments(*command, common_, arguments);
    // Last, so that they are listed last.
    command->set_help_flag("-h,--help", "Print this help and exit")->group(other_group);
    command->set_version_flag("-V,--version", version_line)->group(hidden_group);
    command->final_callback(
        [this, &arguments, run_command] { status_ = run_command(common_, arguments, Terminal(common_.color)); });
  }

  void add_commands() {
    add_command("verify", "Check whole bundles, or evidence", add_verify_arguments, run_verify, verify_);
    add_command("merge", "Print the state document of one record", add_merge_arguments, run_merge, merge_);
    add_command("audit", "Check a whole mirror, one verdict for each bundle", add_audit_arguments, run_audit, audit_);
    add_command("explain", "Say what became of one event, and why", add_explain_arguments, run_explain, explain_);
    add_command("canon", "Print the canonical JSON of a document", add_canon_arguments, run_canon, canon_);
    add_command("diff", "Say why two bundles, event files, states or audits differ", add_diff_arguments, run_diff,
                diff_);
    add_command("evidence", "Print a proof of each equivocation", add_evidence_arguments, run_evidence, evidence_);
    add_command("sign", "Complete a draft event with its hash, id and signature", add_sign_arguments, run_sign, sign_);
    add_command("minimise", "Find the smallest input for which a program fails", add_minimise_arguments, run_minimise,
                minimise_);
    add_command("graph", "Print the events of a record as a picture", add_graph_arguments, run_graph, graph_);
    add_command("would-fork", "Say what publishing an event would do", add_would_fork_arguments, run_would_fork,
                would_fork_);
    add_command("bundle", "Print the union of the inputs as one bundle", add_bundle_arguments, run_bundle, bundle_);
    const auto print_help = [this](const CommonOptions&, const std::optional<std::string>& name,
                                   const Terminal& terminal) {
      terminal.write(help_text(name ? find_command(app_, *name) : app_));
      return exit_holds;
    };
    add_command("help", "Explain a command", add_help_arguments, print_help, explained_);
  }

  CLI::App app_{"Recomputes and checks the state of Pith Number records.", "pith-merge"};
  CommonOptions common_;
  VerifyArguments verify_;
  MergeArguments merge_;
  ExplainArguments explain_;
  AuditArguments audit_;
  CanonArguments canon_;
  DiffArguments diff_;
  RecordArguments evidence_;
  SignArguments sign_;
  MinimiseArguments minimise_;
  GraphArguments graph_;
  WouldForkArguments would_fork_;
  BundleArguments bundle_;
  std::optional<std::string> explained_;  // the command that `help` is about
  int status_ = exit_holds;
};

/// The arguments of main() after the program's name, which may be missing, too.
std::vector<std::string> words_of(int argument_count, const char* const* arguments) {
  return {arguments + std::min(argument_count, 1), arguments + argument_count};
}

}  // namespace
}  // namespace pith::cli

int main(int argument_count, char** arguments) {
  pith::cli::reserve_standard_descriptors();
  try {
    return pith::cli::Program().run(pith::cli::words_of(argument_count, arguments));
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
