// The program pith-merge: its commands, and the arguments that each takes. What a command does is in its own file.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "canon/parse.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/descriptor.h"
#include "cli/help.h"
#include "pith/version.h"

namespace pith::cli {
namespace {

constexpr const char* version_line = "pith-merge " PITH_VERSION;

// packaging/completions/generate.py copies these into the manual page. The tests run the examples.
constexpr const char* exit_statuses =
    "Exit status: 0 all is well; 1 a check failed, two things differ, or `evidence` found an equivocation; 2 wrong "
    "usage, refused input, or output that "
    "cannot be written; 70 a bug or a system failure.";
constexpr const char* verify_examples =
    "Examples:\n"
    "  pith-merge verify bundle.json\n"
    "  pith-merge verify --json monday.json tuesday.json\n"
    "  pith-merge verify --no-default-keys --keys keys.json bundle.json\n"
    "  pith-merge verify mirror\n"
    "  cat bundle.json | pith-merge verify -";
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
constexpr const char* audit_examples =
    "Examples:\n"
    "  pith-merge audit --output verdicts.ndjson mirror\n"
    "  pith-merge audit --output verdicts.ndjson --resume mirror\n"
    "  pith-merge audit --output today.ndjson --since verdicts.ndjson --summary summary.json mirror\n"
    "  pith-merge audit --from-verdicts --digest digest.txt verdicts.ndjson today.ndjson\n"
    "  cat dump.ndjson | pith-merge audit --filter > verdicts.ndjson";
constexpr const char* canon_examples =
    "Examples:\n"
    "  pith-merge canon document.json\n"
    "  pith-merge canon --pointer /canonical_record --sha256 bundle.json\n"
    "  pith-merge canon < document.json";
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
    "  pith-merge bundle --keys keys.json --subject pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF mirror";
constexpr const char* diff_examples =
    "Examples:\n"
    "  pith-merge diff monday.json tuesday.json\n"
    "  pith-merge diff --json bundle.json state.json\n"
    "  pith-merge diff yesterday.ndjson today.ndjson\n"
    "  pith-merge diff --json ours.digest theirs.digest\n"
    "  zcat yesterday.ndjson.gz | pith-merge diff - today.ndjson";
constexpr const char* sign_examples =
    "Examples:\n"
    "  openssl genpkey -algorithm ed25519 -out key.pem\n"
    "  pith-merge sign --key key.pem --key-id alice-2026 draft.json > event.json\n"
    "  pith-merge sign --key key.pem --key-id alice-2026 --public > entry.json\n"
    "  pith-merge sign --public-key public.pem --key-id alice-2026 --digest-only draft.json\n"
    "  pith-merge sign --public-key public.pem --key-id alice-2026 --with-signature $(cat signature.txt) draft.json";
constexpr const char* help_examples =
    "Examples:\n"
    "  pith-merge help\n"
    "  pith-merge help verify";
constexpr const char* no_arguments =
    "Usage: pith-merge COMMAND [OPTIONS] [FILE...]\n"
    "To check bundles, run: pith-merge verify FILE...\n"
    "To list the commands, run: pith-merge help";

void add_verify_arguments(CLI::App& command, CommonOptions& common, VerifyArguments& verify) {
  add_input_options(command, verify.inputs);
  add_key_options(command, common);
  add_json_option(command, common, "Print reports as JSON, one object per line");
  add_quiet_option(command, common, "Print only what fails, and no warnings; --json prints all");
  add_verbose_option(command, common);
  add_color_option(command, common);
  add_threads_option(command, common);
  command.footer(std::string(verify_examples) + "\n\n" + exit_statuses);
}

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
  add_json_option(command, common, "With --sha256, print a JSON object");
  add_quiet_option(command, common, "Print no warnings and no counts");
  add_threads_option(command, common);
  command.footer(std::string(merge_examples) + "\n\n" + exit_statuses);
}

void add_explain_arguments(CLI::App& command, CommonOptions& common, ExplainArguments& explain) {
  add_verbose_option(command, common);
  hide_options(command);
  add_value(command, "EVENT", "An event id, or at least 8 of its hexadecimal digits", Times::once,
            [&explain](const std::string& event) { explain.event = event; })
      ->required()
      ->group("Arguments");
  add_record_options(command, explain.record);
  add_key_options(command, common);
  add_json_option(command, common, "Print the explanation as one JSON object");
  add_quiet_option(command, common, "Print nothing; the exit status says whether the event is valid");
  add_color_option(command, common);
  add_threads_option(command, common);
  command.footer(std::string(explain_examples) + "\n\n" + exit_statuses);
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
  command.footer(std::string(evidence_examples) + "\n\n" + exit_statuses);
}

void add_sign_arguments(CLI::App& command, CommonOptions& common, SignArguments& sign) {
  add_key_options(command, common);
  add_quiet_option(command, common, "");
  add_color_option(command, common);
  add_threads_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_sign_options(command, sign);
  add_json_option(command, common, "Print the digest and what is refused as a JSON object");
  command.footer(std::string(sign_examples) + "\n\n" + exit_statuses);
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
  command.footer(std::string(minimise_examples) + "\n\n" + exit_statuses +
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
  command.footer(std::string(graph_examples) + "\n\n" + exit_statuses);
}

void add_would_fork_arguments(CLI::App& command, CommonOptions& common, WouldForkArguments& would_fork) {
  add_verbose_option(command, common);
  hide_options(command);
  add_value(command, "EVENT", "A file with one draft, which has no envelope, or one signed event", Times::once,
            [&would_fork](const std::string& path) { would_fork.event = path; })
      ->required()
      ->group("Arguments");
  add_record_options(command, would_fork.record);
  add_key_options(command, common);
  add_json_option(command, common, "Print the report as one JSON object");
  add_quiet_option(command, common, "Print nothing; the exit status says whether it is valid and forks nothing");
  add_color_option(command, common);
  add_threads_option(command, common);
  command.footer(std::string(would_fork_examples) + "\n\n" + exit_statuses);
}

void add_bundle_arguments(CLI::App& command, CommonOptions& common, BundleArguments& bundle) {
  add_color_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_record_options(command, bundle.record);
  add_value(command, "--at", "Say in the bundle that it was built then; without this it says nothing", Times::once,
            [&bundle](const std::string& instant) { bundle.built_at = instant; })
      ->type_name("INSTANT")
      ->group(output_group);
  add_key_options(command, common);
  add_json_option(command, common, "Print what is refused as JSON too");
  add_quiet_option(command, common, "Print no warnings and no counts, only what the bundle cannot hold");
  add_threads_option(command, common);
  command.footer(std::string(bundle_examples) + "\n\n" + exit_statuses);
}

/// An option that names a file.
void add_file_option(CLI::App& command, const char* name, const std::string& description,
                     std::optional<std::string>& path, const char* group) {
  add_value(command, name, description, Times::once, [&path](const std::string& value) { path = value; })
      ->type_name("FILE")
      ->group(group);
}

void add_audit_arguments(CLI::App& command, CommonOptions& common, AuditArguments& audit) {
  constexpr const char* audit_group = "Audit";
  add_color_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_value(command, "PATH", "A folder, a file, an archive, or - for standard input", Times::any,
            [&audit](const std::string& path) { audit.paths.push_back(path); })
      ->group("Arguments");
  add_file_option(command, "--output", "Write the verdicts to this file instead", audit.output, audit_group);
  command
      .add_flag("--resume", audit.resumes,
                "Go on with that file; what it has a verdict on is not checked again, even if it changed")
      ->group(audit_group);
  command.add_flag("--overwrite", audit.overwrites, "Replace that file")->group(audit_group);
  add_file_option(command, "--since", "Do not verify again what has a verdict in this file of an earlier audit",
                  audit.since, audit_group);
  command.add_flag("--from-verdicts", audit.reads_verdicts, "Read files of verdicts, and only sum them up")
      ->group(audit_group);
  command
      .add_flag(
          "--filter", audit.is_filter,
          "Read NDJSON from standard input, and print a verdict for each line; the status is 0 even if bundles fail")
      ->group(audit_group);
  add_value(command, "--max-document", "Refuse documents with more bytes than this (default 67108864)", Times::once,
            [&audit](const std::string& text) {
              audit.document_bytes_max = whole_number("--max-document", text, canon::document_size_bytes_max);
            })
      ->type_name("BYTES")
      ->group(audit_group);
  add_key_options(command, common);
  add_file_option(command, "--summary", "Also write the counts to this file, as JSON", audit.summary, output_group);
  add_file_option(command, "--report", "Also write a page for people to this file, as HTML", audit.report,
                  output_group);
  add_file_option(command, "--digest", "Also write the hash of each group of records to this file", audit.digest,
                  output_group);
  add_json_option(command, common, "Also print refusals of keys and of earlier verdicts as JSON");
  add_quiet_option(command, common, "Print no progress and no faults on standard error, only the last line");
  add_threads_option(command, common);
  command.footer(std::string(audit_examples) + "\n\n" + exit_statuses +
                 " 130 and 143: SIGINT or SIGTERM stopped the audit; run it again with --resume.");
}

void add_canon_arguments(CLI::App& command, CommonOptions& common, CanonArguments& canon) {
  add_key_options(command, common);
  add_quiet_option(command, common, "");
  add_color_option(command, common);
  add_threads_option(command, common);
  add_verbose_option(command, common);
  hide_options(command);
  add_value(command, "FILE", "The file to read; - or no FILE is standard input", Times::once,
            [&canon](const std::string& path) { canon.file = path; })
      ->group("Arguments");
  add_value(command, "--pointer", "Print only the value at this JSON pointer (RFC 6901)", Times::once,
            [&canon](const std::string& pointer) { canon.pointer = pointer; })
      ->type_name("POINTER")
      ->group(output_group);
  command.add_flag("--sha256", canon.sha256, "Print the SHA-256 of the canonical JSON instead")->group(output_group);
  add_json_option(command, common, "With --sha256, print a JSON object");
  command.footer(std::string(canon_examples) + "\n\n" + exit_statuses);
}

void add_diff_arguments(CLI::App& command, CommonOptions& common, DiffArguments& diff) {
  add_verbose_option(command, common);
  hide_options(command);
  for (const auto& [name, path] : {std::pair("A", &diff.a), std::pair("B", &diff.b)}) {
    add_value(command, name,
              "A bundle, events or a state; or the verdicts of an audit or a mirror's digest; - is standard input",
              Times::once, [path = path](const std::string& value) { *path = value; })
        ->required()
        ->group("Arguments");
  }
  add_merge_options(command, diff);
  add_key_options(command, common);
  add_json_option(command, common, "Print the report as one JSON object");
  add_quiet_option(command, common, "Print nothing; the exit status says whether they differ");
  add_color_option(command, common);
  add_threads_option(command, common);
  command.footer(std::string(diff_examples) + "\n\n" + exit_statuses);
}

/// Says what is wrong with the arguments, and how to learn what is right.
int explain_usage(const UsageError& error, const Terminal& terminal) {
  const std::string with_command = error.command().empty() ? "" : " " + error.command();
  terminal.say("pith-merge" + with_command + ": " + printable(error.what()));
  terminal.say("pith-merge: for help, run: pith-merge help" + with_command);
  return exit_unusable;
}

int run(int argument_count, char** arguments) {
  const Terminal plain(ColorMode::never);
  CLI::App app("Recomputes and checks the state of Pith Number records.", "pith-merge");
  app.formatter_fn([](const CLI::App* command, const std::string&, CLI::AppFormatMode) { return help_text(*command); });
  app.set_help_flag("-h,--help", "Print this help and exit")->group(other_group);
  app.set_version_flag("-V,--version", version_line, "Print the version and exit")->group(other_group);
  app.require_subcommand(1);
  app.footer(exit_statuses);

  CommonOptions common;
  VerifyArguments verify;
  MergeArguments merge;
  ExplainArguments explain;
  AuditArguments audit;
  audit.command_line = {"pith-merge"};
  audit.command_line.insert(audit.command_line.end(), arguments + 1, arguments + argument_count);
  CanonArguments canon;
  DiffArguments diff;
  RecordArguments evidence;
  SignArguments sign;
  MinimiseArguments minimise;
  GraphArguments graph;
  WouldForkArguments would_fork;
  BundleArguments bundle;
  int status = exit_holds;
  const auto add_command = [&](const char* name, const char* description, auto add_arguments, auto run_command,
                               auto& command_arguments) {
    CLI::App* const command = app.add_subcommand(name, description);
    add_arguments(*command, common, command_arguments);
    // Last, so that they are listed last.
    command->set_help_flag("-h,--help", "Print this help and exit")->group(other_group);
    command->set_version_flag("-V,--version", version_line)->group(hidden_group);
    command->final_callback([&common, &command_arguments, &status, run_command] {
      status = run_command(common, command_arguments, Terminal(common.color));
    });
  };
  add_command("verify", "Check whole bundles, or evidence", add_verify_arguments, run_verify, verify);
  add_command("merge", "Print the state document of one record", add_merge_arguments, run_merge, merge);
  add_command("audit", "Check a whole mirror, one verdict for each bundle", add_audit_arguments, run_audit, audit);
  add_command("explain", "Say what became of one event, and why", add_explain_arguments, run_explain, explain);
  add_command("canon", "Print the canonical JSON of a document", add_canon_arguments, run_canon, canon);
  add_command("diff", "Say why two bundles, event files, states or audits differ", add_diff_arguments, run_diff, diff);
  add_command("evidence", "Print a proof of each equivocation", add_evidence_arguments, run_evidence, evidence);
  add_command("sign", "Complete a draft event with its hash, id and signature", add_sign_arguments, run_sign, sign);
  add_command("minimise", "Find the smallest input for which a program fails", add_minimise_arguments, run_minimise,
              minimise);
  add_command("graph", "Print the events of a record as a picture", add_graph_arguments, run_graph, graph);
  add_command("would-fork", "Say what publishing an event would do", add_would_fork_arguments, run_would_fork,
              would_fork);
  add_command("bundle", "Print the union of the inputs as one bundle", add_bundle_arguments, run_bundle, bundle);

  std::optional<std::string> explained;  // the command that `help` is about
  const auto add_help_arguments = [](CLI::App& command, CommonOptions&, std::optional<std::string>& name) {
    add_value(command, "COMMAND", "The command to explain; all are listed if none is named", Times::once,
              [&name](const std::string& value) { name = value; })
        ->group("Arguments");
    command.footer(std::string(help_examples) + "\n\n" + exit_statuses);
  };
  const auto print_help = [&app](const CommonOptions&, const std::optional<std::string>& name,
                                 const Terminal& terminal) {
    terminal.write(help_text(name ? find_command(app, *name) : app));
    return exit_holds;
  };
  add_command("help", "Explain a command", add_help_arguments, print_help, explained);

  if (argument_count <= 1) {
    plain.say(no_arguments);
    return exit_unusable;
  }
  try {
    parse_arguments(app, argument_count, arguments);
  } catch (const CLI::CallForVersion&) {
    plain.write(std::string(version_line) + "\n");
  } catch (const CLI::Success&) {
    plain.write(app.help());
  } catch (const UsageError& error) {
    return explain_usage(error, plain);
  }
  return status;
}

}  // namespace
}  // namespace pith::cli

int main(int argument_count, char** arguments) {
  pith::cli::reserve_standard_descriptors();
  try {
    return pith::cli::run(argument_count, arguments);
  } catch (const pith::cli::OutputFailure& failure) {
    std::fprintf(stderr, "pith-merge: %s\n", failure.what());
    return pith::cli::exit_unusable;
  } catch (const std::bad_alloc&) {
    std::fputs("pith-merge: out of memory\n", stderr);
  } catch (const pith::SystemFailure& failure) {
    std::fprintf(stderr, "pith-merge: system failure: %s\n", failure.what());
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "pith-merge: this is a bug, please report it: %s\n", failure.what());
  }
  return pith::cli::exit_bug;
}
