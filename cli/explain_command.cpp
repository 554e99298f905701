// The command `explain`: reads the files, merges them, and says what became of one event, because of what.

#include <algorithm>

#include "canon/json_writer.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/merged_inputs.h"
#include "engine/event_id.h"
#include "engine/reports/explain.h"

namespace pith::cli {
namespace {

/// The verdict, and below it one line for each statement, with its rule.
std::string describe_explanation(const Explanation& explanation, const Terminal& terminal) {
  std::string text = engine::event_id(explanation.id) + ": ";
  text += explanation.reason    ? terminal.bad("not valid") + ", " + std::string(name(*explanation.reason))
          : explanation.is_live ? terminal.good("valid") + " and live"
                                : terminal.good("valid") + ", superseded";
  text += '\n';
  for (const Statement& statement : explanation.story) {
    text += "  " + std::string(statement.rule) + "  " + printable(statement.explanation) + '\n';
  }
  return text;
}

std::string write_json(const Explanation& explanation, const std::vector<std::string>& paths) {
  canon::TextSink text;
  JsonText out(text);
  engine::write_explanation(out, explanation, [&](std::size_t input) {
    out.key("file");
    write_file_name(out, paths[input]);
  });
  return text.text + "\n";
}

/// Says that the prefix is not that of exactly one event. The candidates are in the explanation, and in a member.
void refuse_prefix(const engine::EventStore& store, const std::string& prefix,
                   const std::vector<engine::DigestNumber>& found, const Refusals& refusals) {
  refusals.refuse(engine::refuse_prefix(store, prefix, found), [&](JsonText& out) {
    const std::size_t listed = std::min(found.size(), listed_faults_max);
    out.key("candidates");
    out.array(std::span(found).first(listed),
              [&](engine::DigestNumber number) { out.string(engine::event_id(store.digest(number))); });
  });
}

}  // namespace

int run_explain(const CommonOptions& common, const ExplainArguments& arguments, const Terminal& terminal) {
  if (!is_event_prefix(arguments.event)) {
    throw UsageError(
        "EVENT must be an event id, or at least 8 of its lower-case hexadecimal digits, not " + arguments.event,
        "explain");
  }
  const Refusals refusals("explain", common.json && !common.quiet, terminal);
  VerdictCache verdicts;
  std::optional<InputReader> reader = InputReader::open(common, arguments.record, refusals, verdicts);
  if (!reader) {
    return exit_unusable;
  }
  reader->merge().note_copies();
  const std::optional<engine::InputMerge::Merged> merged = reader->read(refusals);
  if (!merged) {
    return exit_unusable;
  }
  const engine::EventStore& store = merged->events.store();
  const std::vector<engine::DigestNumber> found = engine::find_events(store, arguments.event);
  if (found.size() != 1) {
    refuse_prefix(store, arguments.event, found, refusals);
    return exit_unusable;
  }
  const Explanation explanation =
      engine::explain_event(reader->merge(), *merged, found.front(), common.bundle_keys(), &verdicts);
  if (!common.quiet) {
    terminal.write(common.json ? write_json(explanation, reader->paths())
                               : describe_explanation(explanation, terminal));
  }
  return !reader->is_whole() ? exit_unusable : explanation.is_valid() ? exit_holds : exit_differs;
}

}  // namespace pith::cli
