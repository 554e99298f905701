#ifndef PITH_CLI_ARGUMENTS_H
#define PITH_CLI_ARGUMENTS_H

// Brings the program's arguments through CLI11 unchanged. CLI11 by itself gives some values a meaning: `[a,b]` is a
// list of two, `++` ends the list of files, and an empty value, as in `--keys=`, is replaced by the next argument.

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace pith::cli {

/// Parses the arguments of main() and runs the command that they name. Throws CLI::ParseError if they are wrong or ask
/// for help. Needs all commands and options to be declared; call it once.
void parse_arguments(CLI::App& app, int argument_count, const char* const* arguments);

/// After parse_arguments(): the arguments that no option or command took, as the user wrote them.
std::vector<std::string> unexpected_arguments(const CLI::App& app);

}  // namespace pith::cli

#endif
