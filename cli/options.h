#ifndef PITH_CLI_OPTIONS_H
#define PITH_CLI_OPTIONS_H

// The options that several commands have, and the keyring that they ask for.

#include <cstdint>
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
  bool verbose = false;  ///< only verify has this option
  unsigned thread_count = 1;
  ColorMode color = ColorMode::automatic;

  BundleKeys bundle_keys() const { return trust_bundle_keys ? BundleKeys::trust : BundleKeys::ignore; }
};

/// The groups of options in --help.
inline constexpr const char* keys_group = "Keys";
inline constexpr const char* output_group = "Output";
inline constexpr const char* other_group = "Other";
/// Options in this group are not in --help: they change nothing in the command, which accepts them for old scripts.
inline constexpr const char* hidden_group = "";

/// @{
/// Declare options to CLI11. It fills in `common`, which must outlive the command. A command says in its own words what
/// --json and --quiet do there. It lists only the options that change something there.
void add_key_options(CLI::App& command, CommonOptions& common);
void add_json_option(CLI::App& command, CommonOptions& common, const std::string& description);
void add_quiet_option(CLI::App& command, CommonOptions& common, const std::string& description);
void add_verbose_option(CLI::App& command, CommonOptions& common);
void add_color_option(CLI::App& command, CommonOptions& common);
void add_threads_option(CLI::App& command, CommonOptions& common);
/// @}

/// The value of an option that is a whole number from 1 to `max`, in decimal digits. Throws CLI::ValidationError if it
/// is not one.
std::uint64_t whole_number(const std::string& option, const std::string& text, std::uint64_t max);

/// Leaves all options that the command has so far out of its --help.
void hide_options(CLI::App& command);

/// Declares FILE, --files-from and --null to CLI11. It fills in `inputs`, which must outlive the command.
void add_input_options(CLI::App& command, InputArguments& inputs);

/// The options that decide which keys are trusted, as a shell would read them, with a space before each.
std::string describe_key_options(const CommonOptions& common);

/// The keyring that the options ask for. If a key file is refused, says so and returns std::nullopt.
std::optional<Keyring> load_keyring(const CommonOptions& options, const Refusals& refusals);

}  // namespace pith::cli

#endif
