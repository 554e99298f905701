#include "cli/options.h"

#include <CLI/CLI.hpp>

#include "cli/byte_format.h"
#include "cli/file.h"

namespace pith::cli {
namespace {

/// More threads than any machine has. Each costs a stack.
constexpr unsigned thread_count_max = 1024;

ColorMode color_mode(const std::string& when) {
  return when == "always" ? ColorMode::always : when == "never" ? ColorMode::never : ColorMode::automatic;
}

}  // namespace

void add_common_options(CLI::App& command, CommonOptions& common) {
  command.add_option("--keys", common.key_files, "Also trust the keys in this file (may be repeated)")
      ->type_name("FILE")
      ->allow_extra_args(false);  // one value for each --keys
  command.add_flag("--no-default-keys", common.no_default_keys, "Do not trust the registry's built-in key");
  command.add_flag("--trust-bundle-keys", common.trust_bundle_keys, "Trust the keys that bundles contain");
  command.add_flag("--json", common.json, "Print reports as JSON, one object per line");
  command.add_flag("-v,--verbose", common.verbose, "Show every check, event and key of every bundle");
  command.add_flag("-q,--quiet", common.quiet, "Show only what fails, and no warnings; --json prints all");
  command
      .add_option(
          "--threads", common.thread_count,
          "Use up to N threads, 1 to " + std::to_string(thread_count_max) + " (default 1); the result is the same")
      ->type_name("N")
      ->check(CLI::Range(1U, thread_count_max).description(""));
  command
      .add_option_function<std::string>(
          "--color", [&common](const std::string& when) { common.color = color_mode(when); },
          "When to use colours (auto, always or never)")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""));
}

void add_input_options(CLI::App& command, InputArguments& inputs) {
  command.add_option("FILE", inputs.files, "Files to read; folders, for every .json file below; - for standard input")
      ->type_name("");
  // Not bound to files_from itself: newer versions of CLI11 treat an empty value as no value.
  command
      .add_option_function<std::string>(
          "--files-from", [&inputs](const std::string& list) { inputs.files_from = list; },
          "Also read the files that this list names, one in each line; - for standard input")
      ->type_name("FILE");
  command.add_flag("-0,--null", inputs.null_ends_names, "In that list, a zero byte ends each name, not a line feed");
}

std::optional<Keyring> load_keyring(const CommonOptions& options, const Refusals& refusals) {
  const Crypto crypto;
  Keyring keyring = options.no_default_keys ? Keyring(crypto) : Keyring::registry(crypto);
  bool ok = true;
  for (const std::string& path : options.key_files) {
    const Result<std::string> text = read_file(path);
    const Result<void> added = text ? keyring.add(*text) : Result<void>(text.error());
    if (!added) {
      refusals.refuse(path, explain_format(added.error(), text ? describe_format(*text) : ""));
      ok = false;
    }
  }
  return ok ? std::optional(std::move(keyring)) : std::nullopt;
}

}  // namespace pith::cli
