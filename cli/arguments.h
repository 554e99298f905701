#ifndef PITH_CLI_ARGUMENTS_H
#define PITH_CLI_ARGUMENTS_H

// Brings the program's arguments through CLI11 unchanged. CLI11 by itself gives some values a meaning: `[a,b]` is a
// list of two, `{}` is an empty list, `++` ends the list of files, and an empty value, as in `--keys=`, is replaced by
// the next argument. Which of these it does depends on its version.

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace pith::cli {

/// The arguments are wrong. what() says how, in the user's words: escape it before you show it.
class UsageError : public std::runtime_error {
 public:
  /// `command` is the name of the command whose help says what is right, or empty.
  UsageError(const std::string& explanation, std::string command)
      : std::runtime_error(explanation), command_(std::move(command)) {}

  const std::string& command() const noexcept { return command_; }

 private:
  std::string command_;
};

/// How often an option or argument may be given.
enum class Times { once, any };

/// Gets each value as the user wrote it. Throws CLI::ValidationError if it cannot be used.
using TakeValue = std::function<void(const std::string& value)>;

/// Declares an option that has a value, such as `--keys`, or an argument without a name, such as `FILE`. Every value of
/// the program is declared with this function: values that CLI11 converts by itself still have their marks.
CLI::Option* add_value(CLI::App& command, const std::string& name, const std::string& description, Times times,
                       TakeValue take);

/// The command with this name. Throws UsageError if there is none.
const CLI::App& find_command(const CLI::App& app, const std::string& name);

/// Parses the words after the program's name, and runs the command that they name. Options may be before the command or
/// after it. Throws UsageError if they are wrong, and CLI::Success if they ask for help or the version. Needs all
/// commands and options to be declared; call it once.
void parse_arguments(CLI::App& app, const std::vector<std::string>& words);

}  // namespace pith::cli

#endif
