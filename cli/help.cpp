#include "cli/help.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

namespace pith::cli {
namespace {

/// Two more than the longest name of an option and its value.
constexpr std::size_t description_column = 29;

std::string row(std::string name, const std::string& description) {
  name.resize(std::max(description_column, name.size() + 2), ' ');
  return name + description + '\n';
}

/// `  -q, --quiet`, `      --keys FILE`, `  FILE`.
std::string spelling(const CLI::Option& option) {
  if (option.get_positional()) {
    return "  " + option.get_name();
  }
  std::string text = option.get_snames().empty() ? "      " : "  -" + option.get_snames().front() + ", ";
  text += "--" + option.get_lnames().front();
  return option.get_items_expected_max() > 0 ? text + " " + option.get_type_name() : text;
}

std::string usage(const CLI::App& command) {
  const CLI::App* const program = command.get_parent();
  if (program == nullptr) {
    return command.get_name() + " COMMAND [OPTIONS] [FILE...]";
  }
  std::string text = program->get_name() + " " + command.get_name();
  std::string arguments;
  bool has_options = false;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) {
      const std::string argument = option->get_name() + (option->get_items_expected_max() > 1 ? "..." : "");
      arguments += option->get_required() ? " " + argument : " [" + argument + "]";
    } else if (!option->get_group().empty() && option != command.get_help_ptr()) {
      has_options = true;
    }
  }
  return text + (has_options ? " [OPTIONS]" : "") + arguments;
}

/// One group of options after the other, in the order in which they were declared.
std::string groups(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_group().empty() && std::find(names.begin(), names.end(), option->get_group()) == names.end()) {
      names.push_back(option->get_group());
    }
  }
  std::string text;
  for (const std::string& name : names) {
    text += '\n' + name + ":\n";
    for (const CLI::Option* option : command.get_options()) {
      if (option->get_group() == name) {
        text += row(spelling(*option), option->get_description());
      }
    }
  }
  return text;
}

std::string commands(const CLI::App& app) {
  std::string text;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    text += row("  " + command->get_name(), command->get_description());
  }
  return text.empty() ? text : "\nCommands:\n" + text;
}

}  // namespace

std::string help_text(const CLI::App& command) {
  return command.get_description() + "\nUsage: " + usage(command) + '\n' + commands(command) + groups(command) + '\n' +
         command.get_footer() + '\n';
}

}  // namespace pith::cli
