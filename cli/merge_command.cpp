// The command `merge`: reads the files, merges them, and prints the state document or its hash. Warnings and refusals
// go to standard error.

#include <limits>

#include "canon/json_writer.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/indent.h"
#include "cli/ordered_work.h"
#include "engine/bundles/input_merge.h"
#include "engine/merge/state.h"
#include "engine/records/record_identity.h"

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

void say_warnings(const std::vector<Warning>& warnings, const std::vector<std::string>& paths,
                  const Terminal& terminal) {
  for (const Warning& warning : warnings) {
    const std::string about = warning.input ? printable(paths[*warning.input]) : "pith-merge";
    terminal.say(about + ": warning: " + printable(describe(warning)));
  }
}

/// Reads the files and says what is refused. `read_paths` gets the paths of those that can be read. Returns whether
/// nothing is refused.
bool read_files(const std::vector<std::string>& paths, engine::InputMerge& merge, std::vector<std::string>& read_paths,
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
    for (const Error& error : merge.add_input(*std::move(text), listed_max)) {
      terminal.refuse(path, error);
      is_whole = false;
    }
  }
  return is_whole;
}

void say_refusals(const std::vector<engine::InputMerge::Refusal>& refusals, const std::vector<std::string>& paths,
                  const Terminal& terminal) {
  for (const engine::InputMerge::Refusal& refusal : refusals) {
    if (refusal.input) {
      terminal.refuse(paths[*refusal.input], refusal.error);
    } else {  // it is not clear which record to merge
      Error error = refusal.error;
      error.explanation += ": name the record with --subject";
      terminal.refuse(error);
    }
  }
}

}  // namespace

int run_merge(const CommonOptions& common, const MergeArguments& arguments, const Terminal& terminal) {
  if (arguments.subject && !engine::has_pith_number_form(*arguments.subject)) {
    terminal.say(
        "pith-merge merge: --subject must be a Pith Number: pith:, four digits, a colon, "
        "and 26 characters from A-Z and 2-7");
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
  engine::InputMerge merge(*std::move(keyring), common.bundle_keys(), spread);
  std::vector<std::string> paths;
  // With --keep-going, every file and line that is skipped is named.
  const std::size_t listed_max = arguments.keep_going ? std::numeric_limits<std::size_t>::max() : listed_faults_max;
  const bool is_whole = read_files(arguments.files, merge, paths, listed_max, terminal);
  if (!is_whole && !arguments.keep_going) {
    return exit_unusable;
  }
  const auto merged = merge.finish(arguments.subject.value_or(""));
  if (!merged) {
    say_refusals(merged.error(), paths, terminal);
    return exit_unusable;
  }
  const State state = engine::compute_state(merged->events, merged->aliases,
                                            arguments.authentic_only ? Scope::authentic_only : Scope::all);
  if (!common.quiet) {
    say_warnings(merged->warnings, paths, terminal);
    say_warnings(state.warnings, paths, terminal);
  }
  print_state(state, merged->events.subject(), common, arguments, terminal);
  if (!is_whole) {
    return exit_unusable;
  }
  const bool is_clean = state.invalid_events.empty() && state.equivocations.empty();
  return arguments.strict && !is_clean ? exit_differs : exit_holds;
}

}  // namespace pith::cli
