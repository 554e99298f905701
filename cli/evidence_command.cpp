// The command `evidence`: merges the files as `merge` does, and prints a document that proves each equivocation.

#include "cli/commands.h"
#include "cli/count.h"
#include "cli/indent.h"
#include "cli/merged_inputs.h"
#include "engine/reports/evidence.h"

namespace pith::cli {
namespace {

std::string describe_counts(const Evidence& evidence) {
  return (evidence.proof_count == 0 ? "no" : with_thousands(evidence.proof_count)) +
         (evidence.proof_count == 1 ? " equivocation" : " equivocations") + " in " +
         with_thousands(evidence.event_count) + (evidence.event_count == 1 ? " event" : " events");
}

}  // namespace

int run_evidence(const CommonOptions& common, const RecordArguments& arguments, const Terminal& terminal) {
  const Refusals refusals("evidence", common.json, terminal);
  // With --keep-going, standard output is for the evidence alone.
  const Refusals skipped("evidence", common.json && !arguments.keep_going, terminal);
  VerdictCache verdicts;
  std::optional<InputReader> reader = InputReader::open(common, arguments, refusals, verdicts);
  if (!reader) {
    return exit_unusable;
  }
  const std::optional<engine::InputMerge::Merged> merged = reader->read(skipped);
  if (!merged) {
    return exit_unusable;
  }
  const Evidence evidence = engine::prove_equivocations(reader->merge(), *merged, &verdicts);
  if (!common.quiet) {
    say_warnings({&evidence.warnings}, reader->paths(), terminal);
    terminal.say("pith-merge evidence: " + describe_counts(evidence));
  }
  if (evidence.proof_count > 0) {
    const bool is_for_people = terminal.output_is_terminal() && !common.json;
    terminal.write((is_for_people ? indent(evidence.document) : evidence.document) + "\n");
  }
  return !reader->is_whole() ? exit_unusable : evidence.proof_count > 0 ? exit_differs : exit_holds;
}

}  // namespace pith::cli
