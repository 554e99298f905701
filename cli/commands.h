#ifndef PITH_CLI_COMMANDS_H
#define PITH_CLI_COMMANDS_H

// The subcommands. Each gets its arguments parsed, prints what it has to say, and returns the exit status.

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"

namespace pith::cli {

struct CanonOptions {
  std::string file = "-";
  std::string pointer;
  bool sha256 = false;
};
int run_canon(const CommonOptions& common, const CanonOptions& options, const Terminal& terminal);

struct VerifyOptions {
  std::vector<std::string> files;
};
int run_verify(const CommonOptions& common, const VerifyOptions& options, const Terminal& terminal);

struct MergeOptions {
  std::vector<std::string> files;
  std::optional<std::string> subject;
  bool sha256 = false;
  bool authentic_only = false;
  bool strict = false;
  bool keep_going = false;
};
int run_merge(const CommonOptions& common, const MergeOptions& options, const Terminal& terminal);

}  // namespace pith::cli

#endif
