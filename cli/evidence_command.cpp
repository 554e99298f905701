// The command `evidence`: merges the files as `merge` does, and prints a document that proves each equivocation.

#include <utility>

#include "cli/commands.h"
#include "cli/count.h"
#include "cli/indent.h"
#include "cli/merge_inputs.h"
#include "cli/ordered_work.h"
#include "engine/reports/evidence.h"

namespace pith::cli {
namespace {

std::string describe_counts(const Evidence& evidence) {
  return (evidence.proof_count == 0 ? "no" : with_thousands(evidence.proof_count)) +
         (evidence.proof_count == 1 ? " equivocation" : " equivocations") + " in " +
         with_thousands(evidence.event_count) + (evidence.event_count == 1 ? " event" : " events");
}

}  // namespace

int run_evidence(const CommonOptions& common, const EvidenceArguments& arguments, const Terminal& terminal) {
  check_merge_arguments("evidence", arguments.inputs, arguments.subject);
  const Refusals refusals("evidence", common.json, terminal);
  std::optional<Keyring> keyring = load_keyring(common, refusals);
  if (!keyring) {
    return exit_unusable;
  }
  VerdictCache verdicts;
  const engine::Spread spread = {common.thread_count, &verdicts, [&](std::size_t count, const engine::Work& work) {
                                   run_ordered(count, common.thread_count, work);
                                 }};
  engine::InputMerge merge(*std::move(keyring), common.bundle_keys(), spread);
  std::vector<std::string> paths;
  // With --keep-going, standard output is for the evidence alone.
  const Refusals skipped("evidence", common.json && !arguments.keep_going, terminal);
  const bool is_whole = read_inputs(InputPaths(arguments.inputs), merge, paths, skipped);
  if (!is_whole && !arguments.keep_going) {
    return exit_unusable;
  }
  const auto merged = merge.finish(arguments.subject.value_or(""));
  if (!merged) {
    refuse_subject(merged.error(), refusals);
    return exit_unusable;
  }
  const Evidence evidence = engine::prove_equivocations(merge, *merged, &verdicts);
  if (!common.quiet) {
    say_warnings({&evidence.warnings}, paths, terminal);
    terminal.say("pith-merge evidence: " + describe_counts(evidence));
  }
  if (evidence.proof_count > 0) {
    const bool is_for_people = terminal.output_is_terminal() && !common.json;
    terminal.write((is_for_people ? indent(evidence.document) : evidence.document) + "\n");
  }
  return !is_whole ? exit_unusable : evidence.proof_count > 0 ? exit_differs : exit_holds;
}

}  // namespace pith::cli
