#ifndef PITH_CLI_COMMANDS_H
#define PITH_CLI_COMMANDS_H

// The commands: the arguments that each takes, and the function that runs it, prints its result and returns the exit
// status.

#include <optional>
#include <string>

#include "cli/input_paths.h"
#include "cli/options.h"
#include "cli/terminal.h"

namespace pith::cli {

/// Exit statuses. Scripts depend on them.
enum ExitStatus : int {
  exit_holds = 0,     ///< all is well
  exit_differs = 1,   ///< a check failed
  exit_unusable = 2,  ///< wrong usage, refused input, or output that cannot be written
  exit_bug = 70,      ///< a bug in the program, or a system failure: no memory, or an algorithm is missing
};

struct VerifyArguments {
  InputArguments inputs;
};
int run_verify(const CommonOptions& common, const VerifyArguments& arguments, const Terminal& terminal);

struct MergeArguments {
  InputArguments inputs;
  std::optional<std::string> subject;
  bool sha256 = false;
  bool authentic_only = false;
  bool strict = false;
  bool keep_going = false;
};
int run_merge(const CommonOptions& common, const MergeArguments& arguments, const Terminal& terminal);

struct CanonArguments {
  std::string file = "-";
  std::string pointer;
  bool sha256 = false;
};
int run_canon(const CommonOptions& common, const CanonArguments& arguments, const Terminal& terminal);

}  // namespace pith::cli

#endif
