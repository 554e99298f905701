#ifndef PITH_CLI_DIFF_INPUTS_TEXT_H
#define PITH_CLI_DIFF_INPUTS_TEXT_H

#include <array>
#include <string>

#include "cli/terminal.h"
#include "pith/diff.h"

namespace pith::cli {

/// What `diff` says to people about two inputs: the causes, then what differs in the states. Safe to show.
/// `key_options` are those of the command line, as describe_key_options() gives them.
std::string describe_input_diff(const InputDiff& difference, const std::array<std::string, 2>& paths,
                                const std::string& key_options, const Terminal& terminal);

}  // namespace pith::cli

#endif
