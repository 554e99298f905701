#ifndef PITH_CLI_DIFF_TEXT_H
#define PITH_CLI_DIFF_TEXT_H

// What `diff` says to people.

#include <cstddef>
#include <string>

#include "cli/terminal.h"
#include "pith/audit_diff.h"

namespace pith::cli {

/// One line about a record that differs, safe to show.
std::string describe_difference(const RecordDifference& difference, const Terminal& terminal);

/// One line about a group of bundles that differs, safe to show.
std::string describe_difference(const GroupDifference& difference, const Terminal& terminal);

/// The last lines: how many records differ, in which way, and which documents were refused.
std::string describe_counts(const AuditDiffCounts& counts);

/// The last line: how many groups differ. `groups` is how many there are on both sides together.
std::string describe_group_counts(std::size_t differences, std::size_t groups);

}  // namespace pith::cli

#endif
