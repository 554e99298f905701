// The command `explain`: reads the files, merges them, and says what became of one event, because of what.

#include <algorithm>
#include <iterator>
#include <span>

#include "canon/json_writer.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/merged_inputs.h"
#include "engine/event_id.h"
#include "engine/reports/explain.h"

namespace pith::cli {
namespace {

/// The same id: only ASCII letters change.
std::string lower_case(std::string text) {
  for (char& character : text) {
    if (character >= 'A' && character <= 'Z') {
      character = static_cast<char>(character - 'A' + 'a');
    }
  }
  return text;
}

std::string describe_line(std::string_view rule, const std::string& sentence) {
  return "  " + std::string(rule) + "  " + sentence + "\n";
}

/// The verdict, and below it one line for each statement and for each copy, with its rule.
std::string describe_explanation(const Explanation& explanation, const std::vector<std::string>& paths,
                                 const Terminal& terminal) {
  std::string text = engine::event_id(explanation.id) + ": ";
  text += !explanation.is_valid() ? terminal.bad("not valid")
          : explanation.is_live   ? terminal.good("valid") + " and live"
                                  : terminal.good("valid") + ", superseded";
  text += '\n';
  // Of a valid event, the first statement says no more than this.
  for (const Statement& statement : std::span(explanation.story).subspan(explanation.is_valid() ? 1 : 0)) {
    text += describe_line(statement.rule, printable(statement.explanation));
  }
  const CopyExplanation* const first = explanation.copies.data();  // the story is about it
  for (const CopyExplanation& copy : explanation.copies) {
    text += describe_line(engine::rule_of(copy), "Copy in " + printable(paths[copy.input]) + ", line " +
                                                     std::to_string(copy.line) +
                                                     (copy.pointer.empty() ? "" : ", at " + copy.pointer) + ": " +
                                                     printable(engine::describe_copy(copy, &copy == first)));
  }
  return text;
}

/// The keys that bundles list and that are left out; other warnings are about other events, or about aliases.
std::vector<Warning> warnings_about_keys(const std::vector<Warning>& warnings) {
  std::vector<Warning> about_keys;
  std::copy_if(warnings.begin(), warnings.end(), std::back_inserter(about_keys),
               [](const Warning& warning) { return warning.code == WarningCode::bundle_key_left_out; });
  return about_keys;
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

/// Says that the prefix is not that of exactly one event. The events that may be meant are in the explanation, and in
/// members.
void refuse_prefix(const engine::EventStore& store, const std::string& prefix, const engine::PrefixMatches& matches,
                   const Refusals& refusals) {
  refusals.refuse(engine::refuse_prefix(store, prefix, matches), [&](JsonText& out) {
    const auto write_ids = [&](std::string_view member, const std::vector<Sha256Digest>& ids) {
      out.key(member);
      out.array(std::span(ids).first(std::min(ids.size(), listed_faults_max)),
                [&](const Sha256Digest& id) { out.string(engine::event_id(id)); });
    };
    std::vector<Sha256Digest> candidates;
    for (const engine::DigestNumber number : matches.events) {
      candidates.push_back(store.digest(number));
    }
    write_ids("candidates", candidates);
    write_ids("stated_by", matches.stated_by);
    write_ids("linked_by", matches.linked_by);
  });
}

}  // namespace

int run_explain(const CommonOptions& common, const ExplainArguments& arguments, const Terminal& terminal) {
  const std::string event = lower_case(arguments.event);
  if (!is_event_prefix(event)) {
    const std::vector<std::string>& files = arguments.record.inputs.files;
    const auto swapped = std::find_if(files.begin(), files.end(),
                                      [](const std::string& file) { return is_event_prefix(lower_case(file)); });
    throw UsageError(
        "EVENT must be an event id, or its first 8 or more hexadecimal digits, not " + arguments.event +
            (swapped == files.end() ? "" : ": EVENT comes before the files, so put " + *swapped + " first"),
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
  if (!common.quiet) {
    const std::vector<Warning> warnings = warnings_about_keys(merged->warnings);
    say_warnings({&warnings}, reader->paths(), terminal);
  }
  const engine::PrefixMatches matches = engine::match_prefix(*merged, event);
  if (matches.events.size() != 1) {
    refuse_prefix(store, event, matches, refusals);
    return exit_unusable;
  }
  const Explanation explanation = engine::explain_event(reader->merge(), *merged, matches.events.front(), &verdicts);
  if (!common.quiet) {
    terminal.write(common.json ? write_json(explanation, reader->paths())
                               : describe_explanation(explanation, reader->paths(), terminal));
  }
  return !reader->is_whole() ? exit_unusable : explanation.is_valid() ? exit_holds : exit_differs;
}

}  // namespace pith::cli
