#include "cli/options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <string_view>
#include <system_error>

#include "canon/parse.h"
#include "canon/printable.h"
#include "cli/arguments.h"
#include "cli/byte_format.h"
#include "cli/file.h"
#include "cli/shell_word.h"
#include "engine/events/item_kind.h"

namespace pith::cli {
namespace {

/// More threads than any machine has. Each costs a stack.
constexpr unsigned thread_count_max = 1024;

ColorMode color_mode(const std::string& when) {
  if (when == "auto") {
    return ColorMode::automatic;
  }
  if (when != "always" && when != "never") {
    throw CLI::ValidationError("--color", "must be auto, always or never");
  }
  return when == "always" ? ColorMode::always : ColorMode::never;
}

/// A file of keys may be any object with `public_keys` (SPEC 3.2), so a bundle is one too.
void warn_of_bundle(const std::string& path, std::string_view text, const CommonOptions& options,
                    const Terminal& terminal) {
  const Result<canon::Document> document = canon::parse(text);
  if (!options.quiet && document && engine::is_bundle(document->root())) {
    terminal.say(printable(path) +
                 ": warning: this is a bundle, and whoever made it chose the keys that it lists: --keys trusts them");
  }
}

}  // namespace

std::uint64_t whole_number(const std::string& option, const std::string& text, std::uint64_t max) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  // CLI11's own conversion accepts other spellings, too, in some versions.
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number == 0 || number > max) {
    throw CLI::ValidationError(option, "must be a number from 1 to " + std::to_string(max));
  }
  return number;
}

void add_key_options(CLI::App& command, CommonOptions& common) {
  add_value(command, "--keys", "Also trust the keys in this file (may be repeated)", Times::any,
            [&common](const std::string& path) { common.key_files.push_back(path); })
      ->type_name("FILE")
      ->group(keys_group);
  command.add_flag("--no-default-keys", common.no_default_keys, "Do not trust the registry's built-in key")
      ->group(keys_group);
  command
      .add_flag("--trust-bundle-keys", common.trust_bundle_keys,
                "Trust the keys that bundles list, as registry keys that do not expire")
      ->group(keys_group);
}

void add_json_option(CLI::App& command, CommonOptions& common, const std::string& description) {
  command.add_flag("--json", common.json, description)->group(output_group);
}

void add_quiet_option(CLI::App& command, CommonOptions& common, const std::string& description) {
  command.add_flag("-q,--quiet", common.quiet, description)->group(output_group);
}

void add_verbose_option(CLI::App& command, CommonOptions& common) {
  command.add_flag("-v,--verbose", common.verbose, "Print every check, key and event of every bundle")
      ->group(output_group);
}

void add_color_option(CLI::App& command, CommonOptions& common) {
  add_value(command, "--color", "When to use colours: auto, always or never", Times::once,
            [&common](const std::string& when) { common.color = color_mode(when); })
      ->type_name("WHEN")
      ->group(output_group);
}

void add_threads_option(CLI::App& command, CommonOptions& common) {
  add_value(command, "--threads",
            "Use up to N threads, 1 to " + std::to_string(thread_count_max) + " (default 1); the result is the same",
            Times::once,
            [&common](const std::string& text) {
              common.thread_count = static_cast<unsigned>(whole_number("--threads", text, thread_count_max));
            })
      ->type_name("N")
      ->group(other_group);
}

void hide_options(CLI::App& command) {
  for (CLI::Option* const option : command.get_options()) {
    option->group(hidden_group);
  }
}

void add_input_options(CLI::App& command, InputArguments& inputs) {
  constexpr const char* arguments_group = "Arguments";
  add_value(command, "FILE", "A file, a folder (every .json file below it), or - for standard input", Times::any,
            [&inputs](const std::string& path) { inputs.files.push_back(path); })
      ->group(arguments_group);
  add_value(command, "--files-from", "Also read the files that this list names, one in each line; - is standard input",
            Times::once, [&inputs](const std::string& list) { inputs.files_from = list; })
      ->type_name("FILE")
      ->group(arguments_group);
  command.add_flag("-0,--null", inputs.null_ends_names, "In that list, a zero byte ends each name, not a line feed")
      ->group(arguments_group);
}

std::string describe_key_options(const CommonOptions& common) {
  std::string options;
  for (const std::string& path : common.key_files) {
    options += " --keys " + shell_word(path);
  }
  options += common.no_default_keys ? " --no-default-keys" : "";
  return options + (common.trust_bundle_keys ? " --trust-bundle-keys" : "");
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
    } else {
      warn_of_bundle(path, *text, options, refusals.terminal());
    }
  }
  return ok ? std::optional(std::move(keyring)) : std::nullopt;
}

}  // namespace pith::cli
