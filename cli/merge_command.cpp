#include "cli/commands.h"
#include "cli/indent.h"
#include "cli/json_writer.h"
#include "cli/merge_input.h"
#include "engine/event_id.h"
#include "engine/pith_number.h"

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

void say_warnings(const State& state, const Terminal& terminal) {
  for (const Warning& warning : state.warnings) {
    const std::string about = warning.event_id ? engine::event_id(*warning.event_id) + ": " : "";
    terminal.say("pith-merge: warning: " + std::string(name(warning.code)) + ": " + about +
                 printable(warning.explanation));
  }
}

}  // namespace

int run_merge(const CommonOptions& common, const MergeOptions& options, const Terminal& terminal) {
  if (options.subject && !engine::has_pith_number_form(*options.subject)) {
    terminal.say("pith-merge merge: --subject is a Pith Number: pith:, four digits, :, and 26 of A-Z and 2-7");
    return exit_unusable;
  }
  const std::optional<Keyring> given = load_keyring(common, terminal);
  if (!given) {
    return exit_unusable;
  }
  MergeInput input(common, terminal);
  const bool is_whole = input.read(options.files, *given);
  if (!is_whole && !options.keep_going) {
    return exit_unusable;
  }
  const std::optional<std::string> subject = options.subject ? options.subject : input.find_subject();
  const std::optional<Keyring> keyring = subject ? input.add_bundle_keys(*given) : std::nullopt;
  if (!keyring) {
    return exit_unusable;
  }
  EventSet events(*subject, *keyring);
  const std::vector<Alias> aliases = input.add_to(events);
  const State state = events.state(aliases, options.authentic_only ? Scope::authentic_only : Scope::all);
  if (!common.quiet) {
    say_warnings(state, terminal);
  }
  print_state(state, *subject, common, options, terminal);
  if (!is_whole) {
    return exit_unusable;
  }
  const bool is_clean = state.invalid_events.empty() && state.equivocations.empty();
  return options.strict && !is_clean ? exit_differs : exit_holds;
}

}  // namespace pith::cli
