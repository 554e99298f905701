#ifndef PITH_CLI_WOULD_FORK_TEXT_H
#define PITH_CLI_WOULD_FORK_TEXT_H

#include <string>

#include "cli/terminal.h"
#include "pith/would_fork.h"

namespace pith::cli {

/// What publishing an event would do, for people: a verdict, and below it one line for each statement, with its rule.
std::string describe_would_fork(const WouldFork& report, const Terminal& terminal);

}  // namespace pith::cli

#endif
