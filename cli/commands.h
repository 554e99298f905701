#ifndef PITH_CLI_COMMANDS_H
#define PITH_CLI_COMMANDS_H

// The commands: the arguments that each takes, and the function that runs it, prints its result and returns the exit
// status.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/input_paths.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "pith/graph.h"

namespace CLI {
class App;
}

namespace pith::cli {

/// Exit statuses. Scripts depend on them.
enum ExitStatus : int {
  exit_holds = 0,     ///< all is well
  exit_differs = 1,   ///< a check failed, or two things differ
  exit_unusable = 2,  ///< wrong usage, refused input, or output that cannot be written
  exit_bug = 70,      ///< a bug in the program, or a system failure: no memory, or an algorithm is missing
};

struct VerifyArguments {
  InputArguments inputs;
};
int run_verify(const CommonOptions& common, const VerifyArguments& arguments, const Terminal& terminal);

/// What the commands that merge a record have in common.
struct RecordArguments {
  InputArguments inputs;
  std::optional<std::string> subject;
  bool keep_going = false;
};

struct MergeArguments {
  RecordArguments record;
  bool sha256 = false;
  bool authentic_only = false;
  bool strict = false;
};
int run_merge(const CommonOptions& common, const MergeArguments& arguments, const Terminal& terminal);

struct ExplainArguments {
  std::string event;  ///< an event id, or a prefix of its digits
  RecordArguments record;
};
int run_explain(const CommonOptions& common, const ExplainArguments& arguments, const Terminal& terminal);

struct WouldForkArguments {
  std::string event;  ///< a file with a draft or a signed event
  RecordArguments record;
};
int run_would_fork(const CommonOptions& common, const WouldForkArguments& arguments, const Terminal& terminal);

struct BundleArguments {
  RecordArguments record;
  std::optional<std::string> key;  ///< --sign-with
  std::optional<std::string> key_id;
  std::optional<std::string> passphrase_file;
  bool allows_exposure = false;         ///< --insecure-key-file
  std::optional<std::string> built_at;  ///< --at
};
int run_bundle(const CommonOptions& common, const BundleArguments& arguments, const Terminal& terminal);

/// Prints the document, and returns exit_differs, if there is an equivocation.
int run_evidence(const CommonOptions& common, const RecordArguments& arguments, const Terminal& terminal);

struct MinimiseArguments {
  RecordArguments record;
  std::string program;  ///< --check
  std::chrono::seconds time_limit{60};
  bool is_plain = false;  ///< --plain
};
/// Runs the program. Returns exit_unusable if it does not fail for the whole input.
int run_minimise(const CommonOptions& common, const MinimiseArguments& arguments, const Terminal& terminal);

struct GraphArguments {
  RecordArguments record;
  GraphFormat format = GraphFormat::svg;
};
/// The value of --format. Throws UsageError if there is no such format.
GraphFormat parse_graph_format(const std::string& name);
int run_graph(const CommonOptions& common, const GraphArguments& arguments, const Terminal& terminal);

struct AuditArguments {
  std::vector<std::string> paths;
  bool is_filter = false;       ///< --filter
  bool reads_verdicts = false;  ///< --from-verdicts
  std::optional<std::string> output;
  bool resumes = false;
  bool overwrites = false;
  std::optional<std::string> since;
  std::optional<std::string> summary;
  std::optional<std::string> digest;
  std::optional<std::string> report;
  std::vector<std::string> command_line;                       ///< of the whole program, for the report
  std::uint64_t document_bytes_max = std::uint64_t{64} << 20;  ///< --max-document
};
int run_audit(const CommonOptions& common, const AuditArguments& arguments, const Terminal& terminal);

struct CanonArguments {
  std::string file = "-";
  std::string pointer;
  bool sha256 = false;
};
int run_canon(const CommonOptions& common, const CanonArguments& arguments, const Terminal& terminal);

struct SignArguments {
  std::optional<std::string> event;
  std::optional<std::string> key;
  std::optional<std::string> public_key;
  std::optional<std::string> key_id;
  std::optional<std::string> passphrase_file;
  std::optional<std::string> signed_at;                   ///< --at, an instant
  std::optional<std::array<std::uint8_t, 64>> signature;  ///< --with-signature
  bool allows_exposure = false;                           ///< --insecure-key-file
  bool prints_digest = false;                             ///< --digest-only
  bool prints_key = false;                                ///< --public
  std::vector<std::string> against;                       ///< --against
  bool forks = false;                                     ///< --force
};
void add_sign_options(CLI::App& command, SignArguments& sign);
int run_sign(const CommonOptions& common, const SignArguments& arguments, const Terminal& terminal);

struct DiffArguments {
  std::string a;
  std::string b;
  std::optional<std::string> subject;
  bool keep_going = false;
};
int run_diff(const CommonOptions& common, const DiffArguments& arguments, const Terminal& terminal);

}  // namespace pith::cli

#endif
