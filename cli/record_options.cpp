// The arguments and options of the commands that merge a record.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "cli/arguments.h"
#include "cli/command_options.h"

namespace pith::cli {
namespace {

constexpr const char* merge_examples =
    "Examples:\n"
    "  pith-merge merge bundle.json > state.json\n"
    "  pith-merge merge --sha256 monday.json tuesday.json\n"
    "  pith-merge merge --strict --subject pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF events.ndjson";
constexpr const char* explain_examples =
    "Examples:\n"
    "  pith-merge explain 743d1a50 bundle.json\n"
    "  pith-merge explain --json sha256:743d1a5031f9ccca bundle.json\n"
    "  pith-merge explain --keys keys.json 743d1a50 monday.json tuesday.json";
constexpr const char* evidence_examples =
    "Examples:\n"
    "  pith-merge evidence bundle.json\n"
    "  pith-merge evidence --keys us.json fork.ndjson > proof.json || pith-merge verify --keys us.json proof.json\n"
    "  pith-merge evidence --subject pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF mirror events.ndjson";
constexpr const char* minimise_examples =
    "Examples:\n"
    "  pith-merge minimise --check ./other-merge-differs fork.ndjson > minimised.json\n"
    "  pith-merge minimise --check ./other-merge-differs --plain --time-limit 5 mirror events.ndjson > small.ndjson";
constexpr const char* graph_examples =
    "Examples:\n"
    "  pith-merge graph bundle.json > history.svg\n"
    "  pith-merge graph --format html monday.json tuesday.json > history.html\n"
    "  pith-merge graph --format dot --keys us.json events.ndjson > history.dot";
constexpr const char* would_fork_examples =
    "Examples:\n"
    "  pith-merge would-fork draft.json bundle.json\n"
    "  pith-merge would-fork --json --keys keys.json draft.json bundle.json events.ndjson\n"
    "  cat draft.json | pith-merge would-fork - mirror";
constexpr const char* bundle_examples =
    "Examples:\n"
    "  pith-merge bundle bundle.json events.ndjson > union.json\n"
    "  pith-merge bundle --at 2026-07-05T14:38:00Z monday.json tuesday.json\n"
    "  pith-merge bundle --sign-with key.pem --key-id mirror-2026 bundle.json events.ndjson > signed.json\n"
    "  pith-merge bundle --keys keys.json --subject pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF mirror";
constexpr const char* diff_examples =
    "Of bundles, events and states, only the states decide the exit status. If two bundles give the same state and\n"
    "other members differ, such as the record or the signature, they are named, and the exit status is 0.\n\n"
    "Examples:\n"
    "  pith-merge diff monday.json tuesday.json\n"
    "  pith-merge diff --json bundle.json state.json\n"
    "  pith-merge diff yesterday.ndjson today.ndjson\n"
    "  pith-merge diff --json ours.digest theirs.digest\n"
    "  zcat yesterday.ndjson.gz | pith-merge diff - today.ndjson";

constexpr const char* merge_group = "Merge";

/// What to merge, for a command with `subject` and `keep_going`.
template <class Arguments>
void add_merge_options(CLI::App& command, Arguments& arguments) {
  add_value(command, "--subject", "The Pith Number of the record to merge", Times::once,
            [&arguments](const std::string& subject) { arguments.subject = subject; })
      ->type_name("PITH_NUMBER")
      ->group(merge_group);
  command.add_flag("--keep-going", arguments.keep_going, "Skip refused files and lines; the exit status is still 2")
      ->group(merge_group);
}

void add_record_options(CLI::App& command, RecordArguments& record) {
  add_input_options(command, record.inputs);
  add_merge_options(command, record);
}

}  // namespace

void add_merge_arguments(CLI::App& command, CommonOptions& common, MergeArguments& merge) {
  add_color_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_record_options(command, merge.record);
  command
      .add_flag("--authentic-only", merge.authentic_only,
                "Leave out all aliases, and every event that is not authentic")
      ->group(merge_group);
  command.add_flag("--strict", merge.strict, "Exit with status 1 if an event is invalid or there is an equivocation")
      ->group(merge_group);
  add_key_options(command, common);
  command.add_flag("--sha256", merge.sha256, "Print the SHA-256 of the state instead")->group(output_group);
  add_json_option(command, common, "Print refusals as JSON and, with --sha256, the hash");
  add_quiet_option(command, common, "Print no warnings and no counts");
  add_threads_option(command, common);
  command.footer(std::string(merge_examples) + "\n\n" +
                 exit_statuses("it is printed", "with --strict, if an event is invalid or there is an equivocation"));
}

void add_explain_arguments(CLI::App& command, CommonOptions& common, ExplainArguments& explain) {
  add_verbose_option(command, common);
  hide_options(command);
  add_value(command, "EVENT", "An event id, or its first 8 or more hexadecimal digits", Times::once,
            [&explain](const std::string& event) { explain.event = event; })
      ->required()
      ->group("Arguments");
  add_record_options(command, explain.record);
  add_key_options(command, common);
  add_json_option(command, common, "Print the explanation as one JSON object");
  add_quiet_option(command, common, "Print nothing; the exit status says whether the event is valid");
  add_color_option(command, common);
  add_threads_option(command, common);
  command.footer(std::string(explain_examples) + "\n\n" + exit_statuses("the event is valid", "it is not valid"));
}

void add_evidence_arguments(CLI::App& command, CommonOptions& common, RecordArguments& evidence) {
  add_color_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_record_options(command, evidence);
  add_key_options(command, common);
  add_json_option(command, common, "Print what is refused as JSON too");
  add_quiet_option(command, common, "Print no warnings and no counts");
  add_threads_option(command, common);
  command.footer(std::string(evidence_examples) + "\n\n" +
                 exit_statuses("there is no equivocation", "there is one, and the proof is printed"));
}

void add_minimise_arguments(CLI::App& command, CommonOptions& common, MinimiseArguments& minimise) {
  constexpr const char* check_group = "Check";
  constexpr std::uint64_t time_limit_max_seconds = 1'000'000;  // eleven days: a run never takes longer by intention
  add_color_option(command, common);
  add_verbose_option(command, common);
  add_threads_option(command, common);
  hide_options(command);
  add_record_options(command, minimise.record);
  add_value(command, "--check", "Run this program with the name of a file; status 0 means that it does not fail",
            Times::once, [&minimise](const std::string& program) { minimise.program = program; })
      ->type_name("PROGRAM")
      ->group(check_group);
  add_value(command, "--time-limit", "Kill the program after so many seconds (default 60)", Times::once,
            [&minimise](const std::string& text) {
              const std::uint64_t seconds = whole_number("--time-limit", text, time_limit_max_seconds);
              minimise.time_limit = std::chrono::seconds(seconds);
            })
      ->type_name("SECONDS")
      ->group(check_group);
  add_key_options(command, common);
  command.add_flag("--plain", minimise.is_plain, "Print the input as the program got it, not a conformance vector")
      ->group(output_group);
  add_json_option(command, common, "Print what is refused as JSON too");
  add_quiet_option(command, common, "Print no progress and no counts");
  command.footer(std::string(minimise_examples) + "\n\n" + exit_statuses("it is printed") +
                 " 130 and 143: SIGINT or SIGTERM stopped it; what it prints still fails.");
}

void add_graph_arguments(CLI::App& command, CommonOptions& common, GraphArguments& graph) {
  add_color_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_record_options(command, graph.record);
  add_key_options(command, common);
  add_value(command, "--format", "svg (the default), html for a page with all details, or dot for Graphviz",
            Times::once, [&graph](const std::string& name) { graph.format = parse_graph_format(name); })
      ->type_name("FORMAT")
      ->group(output_group);
  add_json_option(command, common, "Print what is refused as JSON");
  add_quiet_option(command, common, "Print no warnings");
  add_threads_option(command, common);
  command.footer(std::string(graph_examples) + "\n\n" + exit_statuses("it is printed"));
}

void add_would_fork_arguments(CLI::App& command, CommonOptions& common, WouldForkArguments& would_fork) {
  add_verbose_option(command, common);
  hide_options(command);
  add_value(command, "EVENT", "A file with one draft, as sign takes it, or one signed event", Times::once,
            [&would_fork](const std::string& path) { would_fork.event = path; })
      ->required()
      ->group("Arguments");
  add_record_options(command, would_fork.record);
  add_key_options(command, common);
  add_json_option(command, common, "Print the report as one JSON object");
  add_quiet_option(command, common, "Print nothing; the exit status says whether it is valid and forks nothing");
  add_color_option(command, common);
  add_threads_option(command, common);
  command.footer(
      std::string(would_fork_examples) + "\n\n" +
      exit_statuses("the event would be valid and would fork nothing", "it would not be valid, or would fork"));
}

void add_bundle_arguments(CLI::App& command, CommonOptions& common, BundleArguments& bundle) {
  add_color_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_record_options(command, bundle.record);
  add_value(command, "--at", "Write this time into built_at (default: none)", Times::once,
            [&bundle](const std::string& instant) { bundle.built_at = instant; })
      ->type_name("INSTANT")
      ->group(output_group);
  constexpr const char* sign_group = "Sign";
  add_value(command, "--sign-with", "Sign the bundle with the private key in this file", Times::once,
            [&bundle](const std::string& path) { bundle.key = path; })
      ->type_name("PEM")
      ->group(sign_group);
  add_value(command, "--key-id", "The key's name in keyrings", Times::once,
            [&bundle](const std::string& key_id) { bundle.key_id = key_id; })
      ->type_name("ID")
      ->group(sign_group);
  add_value(command, "--passphrase-file", "The file whose first line is the passphrase of an encrypted key",
            Times::once, [&bundle](const std::string& path) { bundle.passphrase_file = path; })
      ->type_name("FILE")
      ->group(sign_group);
  command
      .add_flag("--insecure-key-file", bundle.allows_exposure,
                "Read a key or passphrase even if others can use its file")
      ->group(sign_group);
  add_key_options(command, common);
  add_json_option(command, common, "Print what is refused as JSON too");
  add_quiet_option(command, common, "Print no warnings and no counts, only what the bundle cannot hold");
  add_threads_option(command, common);
  command.footer(std::string(bundle_examples) + "\n\n" +
                 exit_statuses("it is printed", "it is printed, but cannot hold some event"));
}

void add_diff_arguments(CLI::App& command, CommonOptions& common, DiffArguments& diff) {
  add_verbose_option(command, common);
  hide_options(command);
  for (const auto& [name, path] : {std::pair("A", &diff.a), std::pair("B", &diff.b)}) {
    add_value(command, name,
              "A bundle, events or a state; or the verdicts of an audit or a mirror's digest; - is standard input",
              Times::once, [target = path](const std::string& value) { *target = value; })
        ->required()
        ->group("Arguments");
  }
  add_merge_options(command, diff);
  add_key_options(command, common);
  add_json_option(command, common, "Print the report as one JSON object");
  add_quiet_option(command, common, "Print nothing; the exit status says whether they differ");
  add_color_option(command, common);
  add_threads_option(command, common);
  command.footer(std::string(diff_examples) + "\n\n" + exit_statuses("A and B give the same", "they differ"));
}

}  // namespace pith::cli
