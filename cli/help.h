#ifndef PITH_CLI_HELP_H
#define PITH_CLI_HELP_H

// The text of --help. CLI11's own text differs from version to version, and packaging/completions/generate.py reads it.

#include <string>

namespace CLI {
class App;
}

namespace pith::cli {

/// Says what a command does, how it is called, and which arguments and options it has, group by group. Leaves out the
/// options without a group. The footer is last. For the program itself, lists the commands as well.
std::string help_text(const CLI::App& command);

}  // namespace pith::cli

#endif
