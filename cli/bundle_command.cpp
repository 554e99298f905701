// The command `bundle`: prints the union of the files as one bundle. What it leaves out goes to standard error.

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/count.h"
#include "cli/indent.h"
#include "cli/merged_inputs.h"
#include "cli/short_list.h"
#include "engine/bundles/union_bundle.h"
#include "engine/event_id.h"

namespace pith::cli {
namespace {

/// What the bundle cannot hold is an error, and is said with --quiet too.
bool is_error(LeftOutCode code) {
  return code == LeftOutCode::event_too_deep || code == LeftOutCode::copy_too_deep;
}

void say_left_out(const UnionBundle& bundle, bool quiet, const Terminal& terminal) {
  ShortList<LeftOutCode> kinds;
  for (const LeftOut& one : bundle.left_out) {
    if ((quiet && !is_error(one.code)) || !kinds.count(one.code)) {
      continue;
    }
    terminal.say("pith-merge bundle: left out: " + std::string(name(one.code)) + ": " +
                 (one.event_id ? engine::event_id(*one.event_id) : one.member) + ": " + printable(one.explanation));
  }
  kinds.for_each_rest([&](LeftOutCode code, std::size_t count) {
    terminal.say("pith-merge bundle: left out: " + std::string(name(code)) + ": ... and " + std::to_string(count) +
                 " more");
  });
}

std::string describe_counts(const State& state) {
  const std::size_t count = state.event_count;
  const std::size_t invalid = state.invalid_events.size();
  return with_thousands(count) + (count == 1 ? " event" : " events") +
         (invalid == 0 ? "" : ", " + with_thousands(invalid) + (invalid == 1 ? " is" : " are") + " not valid") +
         "; the bundle is not signed";
}

}  // namespace

int run_bundle(const CommonOptions& common, const BundleArguments& arguments, const Terminal& terminal) {
  if (arguments.built_at && !is_instant(*arguments.built_at)) {
    throw UsageError("--at must be an instant, such as 2026-07-05T14:38:00Z", "bundle");
  }
  const Refusals refusals("bundle", common.json, terminal);
  // With --keep-going, standard output is for the bundle alone.
  const Refusals skipped("bundle", common.json && !arguments.record.keep_going, terminal);
  VerdictCache verdicts;
  std::optional<InputReader> reader = InputReader::open(common, arguments.record, refusals, verdicts);
  if (!reader) {
    return exit_unusable;
  }
  const std::optional<engine::InputMerge::Merged> merged = reader->read(skipped);
  if (!merged) {
    return exit_unusable;
  }
  UnionOptions options;
  options.verdicts = &verdicts;
  options.built_at = arguments.built_at ? std::string_view(*arguments.built_at) : std::string_view();
  const Result<UnionBundle> bundle = engine::write_union(reader->merge(), *merged, options);
  if (!bundle) {
    refusals.refuse(bundle.error());
    return exit_unusable;
  }
  say_left_out(*bundle, common.quiet, terminal);
  if (!common.quiet) {
    say_warnings({&bundle->warnings, &bundle->state.warnings}, reader->paths(), terminal);
    terminal.say("pith-merge bundle: " + describe_counts(bundle->state));
  }
  const bool is_for_people = terminal.output_is_terminal() && !common.json;
  terminal.write((is_for_people ? indent(bundle->document) : bundle->document) + "\n");
  return !reader->is_whole() ? exit_unusable : bundle->is_whole() ? exit_holds : exit_differs;
}

}  // namespace pith::cli
