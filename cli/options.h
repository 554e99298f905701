#ifndef PITH_CLI_OPTIONS_H
#define PITH_CLI_OPTIONS_H

#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.h"
#include "pith/bundle.h"
#include "pith/keyring.h"

namespace pith::cli {

/// Exit statuses; scripts depend on them.
enum ExitStatus : int {
  exit_holds = 0,     ///< everything asked for holds
  exit_differs = 1,   ///< a check failed, or something was found that was looked for
  exit_unusable = 2,  ///< wrong usage, nothing to work on, or unreadable input
  exit_bug = 70,      ///< a bug in the program, or a machine without memory or algorithms
};

/// The options that all subcommands have.
struct CommonOptions {
  std::vector<std::string> key_files;
  bool no_default_keys = false;
  bool trust_bundle_keys = false;
  bool json = false;
  unsigned thread_count = 1;
  bool quiet = false;
  ColorMode color = ColorMode::automatic;

  BundleKeys bundle_keys() const { return trust_bundle_keys ? BundleKeys::trust : BundleKeys::ignore; }
};

/// The keyring that the options ask for; nothing, with the refusals said, where a file of keys is refused.
std::optional<Keyring> load_keyring(const CommonOptions& options, const Terminal& terminal);

}  // namespace pith::cli

#endif
