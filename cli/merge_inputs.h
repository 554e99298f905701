#ifndef PITH_CLI_MERGE_INPUTS_H
#define PITH_CLI_MERGE_INPUTS_H

// What the commands that merge have in common: they check the arguments, read the inputs, and say what is refused.

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "cli/input_paths.h"
#include "cli/refusals.h"
#include "engine/bundles/input_merge.h"
#include "pith/state.h"

namespace pith::cli {

/// Throws UsageError, with the name of the command, if the arguments do not say what to read, or if the subject does
/// not have the form of a Pith Number.
void check_merge_arguments(const std::string& command, const InputArguments& inputs,
                           const std::optional<std::string>& subject);

/// Reads the inputs and says what is refused: of each input the first faults, and how many more there are. The same
/// holds for the inputs. `read_paths` gets the paths of those that can be read. Returns whether nothing is refused.
bool read_inputs(const InputPaths& inputs, engine::InputMerge& merge, std::vector<std::string>& read_paths,
                 const Refusals& refusals);

/// Says that it is not clear which record to merge, and what to do.
void refuse_subject(Error error, const Refusals& refusals);

/// SPEC 11: the first warnings of each kind, and how many more there are. Those of `groups` are about these paths.
void say_warnings(std::initializer_list<const std::vector<Warning>*> groups, const std::vector<std::string>& paths,
                  const Terminal& terminal);

}  // namespace pith::cli

#endif
