#ifndef PITH_CLI_SHELL_WORD_H
#define PITH_CLI_SHELL_WORD_H

// Commands that are shown to people, who may run them.

#include <string>
#include <string_view>

namespace pith::cli {

/// A text as one word of a shell's command line.
std::string shell_word(std::string_view text);

/// A command about the file, or words if no command can name it.
std::string command_for(const std::string& file, const std::string& command);

}  // namespace pith::cli

#endif
