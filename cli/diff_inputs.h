#ifndef PITH_CLI_DIFF_INPUTS_H
#define PITH_CLI_DIFF_INPUTS_H

// `diff` of bundles, events and states.

#include "cli/commands.h"
#include "cli/file.h"
#include "cli/refusals.h"

namespace pith::cli {

/// Compares what is left of two files, and prints the report. Returns the exit status. Throws UsageError if the subject
/// does not have the form of a Pith Number.
int diff_inputs(const CommonOptions& common, const DiffArguments& arguments, InputFile a, InputFile b,
                const Refusals& refusals);

}  // namespace pith::cli

#endif
