// The command `merge`: reads the files, merges them, and prints the state document or its hash. Warnings and refusals
// go to standard error.

#include <map>

#include "canon/json_writer.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/count.h"
#include "cli/indent.h"
#include "cli/merged_inputs.h"
#include "engine/bundles/input_merge.h"
#include "engine/merge/state.h"

namespace pith::cli {
namespace {

void print_state(const State& state, const std::string& subject, const CommonOptions& common,
                 const MergeArguments& arguments, const Terminal& terminal) {
  if (!arguments.sha256) {
    terminal.write(terminal.output_is_terminal() ? indent(state.document) + "\n" : state.document);
    return;
  }
  if (!common.json) {
    terminal.write(to_hex(state.sha256) + "\n");
    return;
  }
  canon::TextSink report;
  canon::JsonWriter out(report);
  out.object({
      {"format", [&] { out.string("pith-merge.merge.v1"); }},
      {"pith_number", [&] { out.string(subject); }},
      {"state_sha256", [&] { out.string(to_hex(state.sha256)); }},
  });
  terminal.write(report.text + "\n");
}

/// How many events are not valid, by reason, and how many equivocations there are.
std::string describe_counts(const State& state) {
  const std::size_t invalid = state.invalid_events.size();
  const std::size_t total = state.applied_event_ids.size() + invalid;
  std::map<Reason, std::size_t> counts;  // in the order of the checks
  for (const InvalidEvent& event : state.invalid_events) {
    ++counts[event.reason];
  }
  std::string reasons;
  for (const auto& [reason, count] : counts) {
    reasons += (reasons.empty() ? ": " : ", ") + with_thousands(count) + " " + std::string(name(reason));
  }
  const std::size_t equivocations = state.equivocations.size();
  return with_thousands(invalid) + " of " + with_thousands(total) + (total == 1 ? " event " : " events ") +
         (invalid == 1 || total == 1 ? "is" : "are") + " not valid" + reasons + "; " + with_thousands(equivocations) +
         (equivocations == 1 ? " equivocation" : " equivocations");
}

}  // namespace

int run_merge(const CommonOptions& common, const MergeArguments& arguments, const Terminal& terminal) {
  const Refusals refusals("merge", common.json, terminal);
  // With --keep-going, standard output is for the state alone, unless --sha256 prints an object.
  const Refusals skipped("merge", common.json && (!arguments.record.keep_going || arguments.sha256), terminal);
  VerdictCache verdicts;
  std::optional<InputReader> reader = InputReader::open(common, arguments.record, refusals, verdicts);
  if (!reader) {
    return exit_unusable;
  }
  const std::optional<engine::InputMerge::Merged> merged = reader->read(skipped);
  if (!merged) {
    return exit_unusable;
  }
  const State state = engine::compute_state(merged->events, merged->aliases,
                                            arguments.authentic_only ? Scope::authentic_only : Scope::all);
  if (!common.quiet) {
    say_warnings({&merged->warnings, &state.warnings}, reader->paths(), terminal);
    terminal.say("pith-merge merge: " + describe_counts(state));
  }
  print_state(state, merged->events.subject(), common, arguments, terminal);
  if (!reader->is_whole()) {
    return exit_unusable;
  }
  const bool is_clean = state.invalid_events.empty() && state.equivocations.empty();
  if (is_clean || !arguments.strict) {
    return exit_holds;
  }
  terminal.say(std::string("pith-merge merge: the exit status is 1, because --strict allows no ") +
               (state.invalid_events.empty() ? "equivocation" : "event that is not valid"));
  return exit_differs;
}

}  // namespace pith::cli
