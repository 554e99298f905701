#ifndef PITH_CLI_COMMAND_OPTIONS_H
#define PITH_CLI_COMMAND_OPTIONS_H

// The arguments and options that each command takes, and the end of its help. What a command does is in its own file.

#include "cli/commands.h"

namespace CLI {
class App;
}

namespace pith::cli {

/// What the help of a command says of its exit statuses. `holds` is what 0 means, and `differs` what 1 means; the
/// command has no status 1 if that is empty. packaging/completions/generate.py copies it, and the examples, into the
/// manual page. The tests run the examples.
std::string exit_statuses(const std::string& holds, const std::string& differs = "");

void add_verify_arguments(CLI::App& command, CommonOptions& common, VerifyArguments& verify);
void add_merge_arguments(CLI::App& command, CommonOptions& common, MergeArguments& merge);
void add_audit_arguments(CLI::App& command, CommonOptions& common, AuditArguments& audit);
void add_explain_arguments(CLI::App& command, CommonOptions& common, ExplainArguments& explain);
void add_diff_arguments(CLI::App& command, CommonOptions& common, DiffArguments& diff);
void add_evidence_arguments(CLI::App& command, CommonOptions& common, RecordArguments& evidence);
void add_would_fork_arguments(CLI::App& command, CommonOptions& common, WouldForkArguments& would_fork);
void add_sign_arguments(CLI::App& command, CommonOptions& common, SignArguments& sign);
void add_bundle_arguments(CLI::App& command, CommonOptions& common, BundleArguments& bundle);
void add_graph_arguments(CLI::App& command, CommonOptions& common, GraphArguments& graph);
void add_minimise_arguments(CLI::App& command, CommonOptions& common, MinimiseArguments& minimise);
void add_canon_arguments(CLI::App& command, CommonOptions& common, CanonArguments& canon);

}  // namespace pith::cli

#endif
