// Every value reaches CLI11 with a mark in front: `[a,b]` as `=[a,b]`, an empty value as `=`. CLI11 sees nothing
// special in these. Each option removes the mark before it uses the value.

#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

namespace pith::cli {
namespace {

constexpr char value_mark = '=';

std::string mark(const std::string& value) {
  return value_mark + value;
}

std::string unmark(const std::string& argument) {
  return argument.starts_with(value_mark) ? argument.substr(1) : argument;
}

bool takes_value(const CLI::App& app, const std::string& option_name) {
  const std::vector<const CLI::App*> commands = app.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(commands.begin(), commands.end(), [&](const CLI::App* command) {
    const CLI::Option* const option = command->get_option_no_throw(option_name);
    return option != nullptr && option->get_items_expected_max() > 0;
  });
}

/// The arguments with a mark on each value. The first word that is not an option is the command and gets none, unless
/// it comes after `--`: then nothing is a command or an option any more. `--name=VALUE` becomes two arguments. `--` is
/// left out: the values after it no longer look like options.
std::vector<std::string> mark_values(const CLI::App& app, const std::vector<std::string>& arguments) {
  std::vector<std::string> marked;
  bool has_command = false;
  bool options_ended = false;
  for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
    const std::string option_name = argument->substr(0, argument->find('='));
    if (options_ended || !argument->starts_with('-') || *argument == "-") {
      marked.push_back(has_command || options_ended ? mark(*argument) : *argument);
      has_command = true;
    } else if (*argument == "--") {
      options_ended = true;
    } else if (!takes_value(app, option_name)) {
      marked.push_back(*argument);
    } else {
      marked.push_back(option_name);
      if (option_name.size() < argument->size()) {
        marked.push_back(mark(argument->substr(option_name.size() + 1)));
      } else if (argument + 1 != arguments.end()) {
        marked.push_back(mark(*++argument));
      }
    }
  }
  return marked;
}

void unmark_values(CLI::App& app) {
  const CLI::Validator remove_mark(
      [](std::string& value) {
        value = unmark(value);
        return std::string();  // no complaint
      },
      "");
  for (CLI::App* const command : app.get_subcommands([](CLI::App*) { return true; })) {
    for (CLI::Option* const option : command->get_options()) {
      if (option->get_items_expected_max() > 0) {
        option->transform(remove_mark);
      }
    }
  }
}

}  // namespace

void parse_arguments(CLI::App& app, int argument_count, const char* const* arguments) {
  const std::vector<std::string> unmarked(arguments + std::min(argument_count, 1), arguments + argument_count);
  std::vector<std::string> marked = mark_values(app, unmarked);
  std::reverse(marked.begin(), marked.end());  // CLI11 takes the last one first
  unmark_values(app);
  try {
    app.parse(std::move(marked));
  } catch (const CLI::ExtrasError&) {
    std::vector<std::string> unexpected = unexpected_arguments(app);
    std::reverse(unexpected.begin(), unexpected.end());  // CLI11 prints the last one first
    throw CLI::ExtrasError(app.get_name(), unexpected);
  }
}

std::vector<std::string> unexpected_arguments(const CLI::App& app) {
  std::vector<std::string> unexpected = app.remaining(true);
  std::transform(unexpected.begin(), unexpected.end(), unexpected.begin(), unmark);
  return unexpected;
}

}  // namespace pith::cli
