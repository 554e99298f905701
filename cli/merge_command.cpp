#include <limits>
#include <variant>

#include "cli/commands.h"
#include "cli/file.h"
#include "cli/indent.h"
#include "cli/json_writer.h"
#include "cli/ordered_work.h"
#include "engine/bundles/file_merge.h"
#include "engine/events/event_id.h"
#include "engine/records/record_identity.h"

namespace pith::cli {
namespace {

void print_state(const State& state, const std::string& subject, const CommonOptions& common,
                 const MergeOptions& options, const Terminal& terminal) {
  if (!options.sha256) {
    terminal.write(terminal.output_is_terminal() ? indent(state.document) + "\n" : state.document);
    return;
  }
  if (!common.json) {
    terminal.write(to_hex(state.sha256) + "\n");
    return;
  }
  JsonWriter report;
  report.begin_object();
  report.key("format");
  report.string("pith-merge.merge.v1");
  report.key("pith_number");
  report.string(subject);
  report.key("state_sha256");
  report.string(to_hex(state.sha256));
  report.end_object();
  terminal.write(report.text() + "\n");
}

void say_warnings(const engine::MergeInput::Merged& merged, const State& state, const std::vector<std::string>& paths,
                  const Terminal& terminal) {
  for (const auto& [input, warning] : merged.notices) {
    const std::string about = input ? printable(paths[*input]) : "pith-merge";
    terminal.say(about + ": warning: " + std::string(name(warning.code)) + ": " + printable(warning.explanation));
  }
  for (const Warning& warning : state.warnings) {
    const std::string about = warning.event_id ? engine::event_id(*warning.event_id) + ": " : "";
    terminal.say("pith-merge: warning: " + std::string(name(warning.code)) + ": " + about +
                 printable(warning.explanation));
  }
}

/// Reads the files that can be read; `read_paths` gets their paths. True where nothing is refused.
bool read_files(const std::vector<std::string>& paths, engine::MergeInput& input, std::vector<std::string>& read_paths,
                std::size_t listed_max, const Terminal& terminal) {
  bool is_whole = true;
  for (const std::string& path : paths) {
    Result<std::string> text = read_file(path);
    if (!text) {
      terminal.refuse(path, text.error());
      is_whole = false;
      continue;
    }
    read_paths.push_back(path);
    for (const Error& error : input.add_file(*std::move(text), listed_max)) {
      terminal.refuse(path, error);
      is_whole = false;
    }
  }
  return is_whole;
}

void say_refusals(const std::vector<engine::MergeInput::Refusal>& refusals, const std::vector<std::string>& paths,
                  const Terminal& terminal) {
  for (const engine::MergeInput::Refusal& refusal : refusals) {
    if (refusal.file) {
      terminal.refuse(paths[*refusal.file], refusal.error);
    } else {  // which record it is
      terminal.refuse(refusal.error);
      terminal.say("pith-merge merge: --subject names the record");
    }
  }
}

}  // namespace

int run_merge(const CommonOptions& common, const MergeOptions& options, const Terminal& terminal) {
  if (options.subject && !engine::has_pith_number_form(*options.subject)) {
    terminal.say("pith-merge merge: --subject is a Pith Number: pith:, four digits, :, and 26 of A-Z and 2-7");
    return exit_unusable;
  }
  std::optional<Keyring> keyring = load_keyring(common, terminal);
  if (!keyring) {
    return exit_unusable;
  }
  VerdictCache verdicts;
  const engine::Spread spread = {common.thread_count, &verdicts, [&](std::size_t count, const engine::Work& work) {
                                   run_ordered(count, common.thread_count, work);
                                 }};
  engine::MergeInput input(*std::move(keyring), common.bundle_keys(), spread);
  std::vector<std::string> paths;
  // Of what is skipped, each is named.
  const std::size_t listed_max =
      options.keep_going ? std::numeric_limits<std::size_t>::max() : engine::listed_faults_max;
  const bool is_whole = read_files(options.files, input, paths, listed_max, terminal);
  if (!is_whole && !options.keep_going) {
    return exit_unusable;
  }
  const engine::MergeInput::Outcome outcome = input.finish(options.subject.value_or(""));
  if (const auto* const refusals = std::get_if<std::vector<engine::MergeInput::Refusal>>(&outcome)) {
    say_refusals(*refusals, paths, terminal);
    return exit_unusable;
  }
  const auto& merged = std::get<engine::MergeInput::Merged>(outcome);
  const State state = merged.events.state(merged.aliases, options.authentic_only ? Scope::authentic_only : Scope::all);
  if (!common.quiet) {
    say_warnings(merged, state, paths, terminal);
  }
  print_state(state, merged.events.subject(), common, options, terminal);
  if (!is_whole) {
    return exit_unusable;
  }
  const bool is_clean = state.invalid_events.empty() && state.equivocations.empty();
  return options.strict && !is_clean ? exit_differs : exit_holds;
}

}  // namespace pith::cli
