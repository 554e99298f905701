// The command `audit`: checks every bundle of a mirror, and counts what it finds.

#include <unistd.h>

#include <csignal>
#include <utility>

#include "cli/arguments.h"
#include "cli/audit/audit_job.h"
#include "cli/audit/audit_paths.h"
#include "cli/audit/report_page.h"
#include "cli/audit_input.h"
#include "cli/commands.h"
#include "cli/count.h"
#include "cli/output_file.h"
#include "pith/audit_summary.h"

namespace pith::cli {
namespace {

constexpr const char* command_name = "audit";

/// What is wrong with the arguments together; std::nullopt if nothing is.
std::optional<std::string> complaint(const AuditArguments& arguments) {
  const bool writes_file = arguments.output.has_value();
  const bool sums_up = arguments.summary || arguments.digest || arguments.report;
  if (arguments.is_filter && (!arguments.paths.empty() || writes_file || sums_up || arguments.reads_verdicts)) {
    return "--filter reads standard input and writes standard output: it takes no paths, no file to write, and no "
           "--from-verdicts";
  }
  if (arguments.reads_verdicts && (writes_file || arguments.since)) {
    return "--from-verdicts verifies nothing: --output and --since have no meaning there";
  }
  if ((arguments.resumes || arguments.overwrites) && !writes_file) {
    return "--resume and --overwrite say what to do with the file of --output: name it";
  }
  if (arguments.resumes && arguments.overwrites) {
    return "--resume goes on with the file of --output, and --overwrite replaces it: give one of them";
  }
  if (arguments.paths.empty() && !arguments.is_filter) {
    return arguments.reads_verdicts ? "there is nothing to sum up: name files of verdicts"
                                    : "there is nothing to audit: name folders, files or archives, or - for standard "
                                      "input";
  }
  return std::nullopt;
}

/// The same for what is written below what is read.
std::optional<std::string> complain_about_outputs(const AuditArguments& arguments) {
  std::vector<std::string> outputs;
  for (const std::optional<std::string>* output :
       {&arguments.output, &arguments.summary, &arguments.digest, &arguments.report}) {
    if (*output) {
      outputs.push_back(**output);
    }
  }
  if (const std::optional<std::string> file = standard_output_file()) {
    outputs.push_back(*file);
  }
  for (const std::string& output : outputs) {
    if (const std::optional<std::string> input = input_with(arguments.paths, output)) {
      return "this audit would read what it writes: choose a place for " + output + " outside of " + *input;
    }
  }
  return std::nullopt;
}

int exit_status_of(const AuditSummary& summary) {
  return summary.refused > 0 ? exit_unusable : summary.fail > 0 ? exit_differs : exit_holds;
}

/// Writes the files that sum the audit up, and says the last line. `keyring` is null if nothing was verified.
void sum_up(const AuditSummary& summary, const AuditRun& run, const Keyring* keyring, const CommonOptions& common,
            const AuditArguments& arguments, std::optional<double> rate, const Terminal& terminal) {
  const Crypto crypto;
  if (arguments.summary) {
    replace_file(*arguments.summary, to_json(summary, crypto, run) + "\n");
  }
  if (arguments.digest) {
    replace_file(*arguments.digest, summary.digest.to_text(crypto));
  }
  if (arguments.report) {
    replace_file(*arguments.report,
                 write_report_page(summary, run,
                                   {.command = arguments.command_line,
                                    .paths = arguments.paths,
                                    .from_verdicts = arguments.reads_verdicts,
                                    .since = arguments.since,
                                    .keys = keyring != nullptr ? keyring->keys() : std::vector<KeyInfo>(),
                                    .bundle_keys = common.bundle_keys(),
                                    .document_bytes_max = arguments.document_bytes_max,
                                    .mirror_sha256 = to_hex(summary.digest.sha256(crypto))}));
  }
  terminal.say(describe_summary(summary, crypto, rate));
}

/// Adds the verdicts of one file. Sets `run` to the run that wrote them, if the file says so.
Result<void> add_verdicts(const std::string& path, std::optional<AuditRun>& run, AuditSummary& summary,
                          AuditProgress& progress) {
  Result<AuditInput> input = AuditInput::open(path);
  if (!input) {
    // A part of the work may have had nothing to read.
    return input.error().code == ErrorCode::empty ? Result<void>() : input.error();
  }
  if (input->kind() == AuditInputKind::digest) {
    return Error{ErrorCode::not_a_verdict, {}, "this is a digest, which has no verdicts: name the files of verdicts"};
  }
  if (run && input->run() && *run != *input->run()) {
    return Error{ErrorCode::not_a_verdict,
                 {},
                 "this file was written with other keys or options, or by another version of the program, than a file "
                 "before it: their verdicts do not go together"};
  }
  if (input->run()) {
    run = input->run();
  }
  return input->for_each_verdict([&](const AuditLine& line) {
    summary.add(line);
    if (!line.verdict.ok) {
      progress.report(line);
    }
  });
}

/// `audit --from-verdicts`: sums up the verdicts of earlier audits.
int combine(const CommonOptions& common, const AuditArguments& arguments, const Refusals& refusals) {
  AuditSummary summary;
  AuditProgress progress(refusals.terminal(), common.quiet);
  std::optional<AuditRun> run;
  for (const std::string& path : arguments.paths) {
    if (const Result<void> added = add_verdicts(path, run, summary, progress); !added) {
      refusals.refuse(path, added.error());
      return exit_unusable;
    }
  }
  progress.finish();
  sum_up(summary, run.value_or(AuditRun()), nullptr, common, arguments, std::nullopt, refusals.terminal());
  return exit_status_of(summary);
}

/// Says how to go on after a signal, and returns the exit status.
int explain_interruption(const Interruption& interruption, const AuditArguments& arguments, std::uint64_t line_count,
                         const Terminal& terminal) {
  const std::string count = with_thousands(line_count) + (line_count == 1 ? " verdict is" : " verdicts are");
  terminal.say("pith-merge audit: stopped by a signal; " + count +
               (arguments.output ? " in " + printable(*arguments.output) +
                                       ": to go on, run the same command with "
                                       "--resume"
                                 : " written: to be able to go on, write them to a file with --output"));
  return interruption.exit_status();
}

int run_job(const CommonOptions& common, const AuditArguments& arguments, const Keyring& keyring,
            const Refusals& refusals) {
  const Terminal& terminal = refusals.terminal();
  const AuditRun run = make_audit_run(keyring, arguments.document_bytes_max, common.bundle_keys());
  std::optional<EarlierVerdicts> earlier;
  if (arguments.since) {
    Result<EarlierVerdicts> opened = EarlierVerdicts::open(*arguments.since, run);
    if (!opened) {
      refusals.refuse(*arguments.since, opened.error());
      return exit_unusable;
    }
    earlier.emplace(*std::move(opened));
  }
  std::optional<VerdictFile> file;
  if (arguments.output) {
    const IfExists if_exists = arguments.resumes      ? IfExists::resume
                               : arguments.overwrites ? IfExists::overwrite
                                                      : IfExists::refuse;
    Result<VerdictFile> opened = VerdictFile::open(*arguments.output, if_exists, run);
    if (!opened) {
      refusals.refuse(*arguments.output, opened.error());
      return exit_unusable;
    }
    file.emplace(*std::move(opened));
  }
  const bool is_quiet = common.quiet || arguments.is_filter;
  const Interruption interruption;
  AuditProgress progress(terminal, is_quiet);
  DocumentReader reader(arguments.is_filter ? std::vector<std::string>{"-"} : arguments.paths,
                        {arguments.document_bytes_max, arguments.is_filter});
  const AuditSettings settings = {keyring, common.bundle_keys(), earlier ? &*earlier : nullptr, common.thread_count};
  VerdictOutput output = file ? VerdictOutput(file->descriptor(), file->path()) : VerdictOutput();
  AuditJob job(settings, reader, output, progress, interruption);
  if (file) {
    if (const Result<void> skipped = job.skip_earlier(*file); !skipped) {
      refusals.refuse(*arguments.output, skipped.error());
      return exit_unusable;
    }
    if (interruption.signal() == 0) {
      file->start_writing();
    }
  }
  const std::uint64_t earlier_count = job.summary().documents();
  job.run();
  progress.finish();
  if (interruption.signal() != 0) {
    return explain_interruption(interruption, arguments, job.summary().documents(), terminal);
  }
  if (arguments.is_filter) {
    return exit_holds;
  }
  const double rate = static_cast<double>(job.summary().documents() - earlier_count) / progress.elapsed_seconds();
  sum_up(job.summary(), run, &keyring, common, arguments, rate, terminal);
  return exit_status_of(job.summary());
}

}  // namespace

int run_audit(const CommonOptions& common, const AuditArguments& arguments, const Terminal& terminal) {
  if (const std::optional<std::string> wrong = complaint(arguments)) {
    throw UsageError(*wrong, command_name);
  }
  if (const std::optional<std::string> wrong = complain_about_outputs(arguments)) {
    throw UsageError(*wrong, command_name);
  }
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing, which says how to go on
  const Refusals refusals(command_name, false, terminal);
  if (arguments.reads_verdicts) {
    return combine(common, arguments, refusals);
  }
  const std::optional<Keyring> keyring = load_keyring(common, refusals);
  return keyring ? run_job(common, arguments, *keyring, refusals) : exit_unusable;
}

}  // namespace pith::cli
