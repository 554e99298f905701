#ifndef PITH_CLI_OPTIONS_H
#define PITH_CLI_OPTIONS_H

// The options that every command has, and the keyring that they ask for.

#include <optional>
#include <string>
#include <vector>

#include "cli/input_paths.h"
#include "cli/refusals.h"
#include "pith/bundle.h"
#include "pith/keyring.h"

namespace CLI {
class App;
}

namespace pith::cli {

struct CommonOptions {
  std::vector<std::string> key_files;
  bool no_default_keys = false;
  bool trust_bundle_keys = false;
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  unsigned thread_count = 1;
  ColorMode color = ColorMode::automatic;

  BundleKeys bundle_keys() const { return trust_bundle_keys ? BundleKeys::trust : BundleKeys::ignore; }
};

/// Declares the options to CLI11. It fills in `common`, which must outlive the command.
void add_common_options(CLI::App& command, CommonOptions& common);

/// Declares FILE, --files-from and --null to CLI11. It fills in `inputs`, which must outlive the command.
void add_input_options(CLI::App& command, InputArguments& inputs);

/// The keyring that the options ask for. If a key file is refused, says so and returns std::nullopt.
std::optional<Keyring> load_keyring(const CommonOptions& options, const Refusals& refusals);

}  // namespace pith::cli

#endif
