// The command `audit`: checks every bundle of a mirror, and counts what it finds.

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <iterator>
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
  for (const std::optional<std::string>* file :
       {&arguments.output, &arguments.summary, &arguments.digest, &arguments.report, &arguments.since}) {
    if (*file && ((*file)->empty() || **file == "-")) {
      return (*file)->empty()
                 ? "the name of a file is empty"
                 : "- is not the name of a file here: for standard output write /dev/stdout, and for a file of "
                   "that name ./-";
    }
  }
  if (arguments.paths.empty() && !arguments.is_filter) {
    return arguments.reads_verdicts ? "there is nothing to sum up: name files of verdicts"
                                    : "there is nothing to audit: name folders, files or archives, or - for standard "
                                      "input";
  }
  return std::nullopt;
}

/// The names of the files that the options ask for.
std::vector<std::string> output_names(const AuditArguments& arguments) {
  std::vector<std::string> outputs;
  for (const std::optional<std::string>* output :
       {&arguments.output, &arguments.summary, &arguments.digest, &arguments.report}) {
    if (*output) {
      outputs.push_back(**output);
    }
  }
  return outputs;
}

/// The same for what is written, which must be neither read nor written twice.
std::optional<std::string> complain_about_outputs(const CommonOptions& common, const AuditArguments& arguments) {
  std::vector<std::string> inputs = arguments.paths;
  inputs.insert(inputs.end(), common.key_files.begin(), common.key_files.end());
  if (arguments.since) {
    inputs.push_back(*arguments.since);
  }
  if (arguments.is_filter) {
    inputs.emplace_back("-");
  }
  std::vector<std::string> outputs = output_names(arguments);
  const bool writes_verdicts_there = !arguments.output && !arguments.reads_verdicts;
  if (const std::optional<std::string> file = standard_output_file(); file && writes_verdicts_there) {
    outputs.push_back(*file);
  }
  for (auto output = outputs.begin(); output != outputs.end(); ++output) {
    if (const std::optional<std::string> input = input_with(inputs, *output)) {
      return "this audit would read what it writes: choose " +
             (*input == "-" || is_same(*output, *input) ? "another name than " + *output
                                                        : "a place for " + *output + " outside of " + *input);
    }
    const auto again =
        std::find_if(std::next(output), outputs.end(), [&](const std::string& next) { return is_same(*output, next); });
    if (again != outputs.end()) {
      return "two results of this audit would be one file: choose another name than " + *again;
    }
  }
  return std::nullopt;
}

int exit_status_of(const AuditSummary& summary) {
  return summary.refused > 0 ? exit_unusable : summary.fail > 0 ? exit_differs : exit_holds;
}

/// What an audit found, and how.
struct Outcome {
  const AuditSummary& summary;
  const AuditRun& run;                        ///< empty if it is not known
  const Keyring* keyring = nullptr;           ///< null if nothing was verified
  std::uint64_t resumed_count = 0;            ///< verdicts that the file of --output had already
  std::optional<double> rate = std::nullopt;  ///< documents in a second
};

/// Writes the files that sum the audit up. Returns the first failure if one cannot be written; the others are written
/// all the same.
std::exception_ptr write_summaries(const Outcome& outcome, const CommonOptions& common, const AuditArguments& arguments,
                                   const Crypto& crypto) {
  const AuditSummary& summary = outcome.summary;
  std::exception_ptr failure;
  const auto write = [&](const std::optional<std::string>& path, auto text) {
    try {
      if (path) {
        replace_file(*path, text());
      }
    } catch (const OutputFailure&) {
      failure = failure ? failure : std::current_exception();
    }
  };
  write(arguments.summary, [&] { return to_json(summary, crypto, outcome.run) + "\n"; });
  write(arguments.digest, [&] { return summary.digest.to_text(crypto); });
  write(arguments.report, [&] {
    return write_report_page(summary, outcome.run,
                             {.command = arguments.command_line,
                              .paths = arguments.paths,
                              .from_verdicts = arguments.reads_verdicts,
                              .since = arguments.since,
                              .resumed_count = outcome.resumed_count,
                              .keys = outcome.keyring != nullptr ? outcome.keyring->keys() : std::vector<KeyInfo>(),
                              .bundle_keys = common.bundle_keys(),
                              .document_bytes_max = arguments.document_bytes_max,
                              .mirror_sha256 = to_hex(summary.digest.sha256(crypto))});
  });
  return failure;
}

/// Says the last lines.
void say_summary(const Outcome& outcome, const Crypto& crypto, const Terminal& terminal) {
  const AuditSummary& summary = outcome.summary;
  if (const auto unknown = summary.reasons.find(name(Reason::unknown_key)); unknown != summary.reasons.end()) {
    terminal.say("pith-merge audit: " + with_thousands(unknown->second) +
                 (unknown->second == 1 ? " event names a key" : " events name keys") +
                 " that you do not trust: if you have the keys, give them with --keys");
  }
  terminal.say(describe_summary(summary, crypto, outcome.rate));
}

/// Writes the files that sum the audit up, says the last lines, and returns the exit status. Throws OutputFailure if a
/// file cannot be written, after all that.
int sum_up(const Outcome& outcome, const CommonOptions& common, const AuditArguments& arguments,
           const Terminal& terminal) {
  const Crypto crypto;
  const std::exception_ptr failure = write_summaries(outcome, common, arguments, crypto);
  say_summary(outcome, crypto, terminal);
  if (failure) {
    std::rethrow_exception(failure);
  }
  return exit_status_of(outcome.summary);
}

/// `audit --from-verdicts`: sums up the verdicts of earlier audits.
int combine(const CommonOptions& common, const AuditArguments& arguments, const Refusals& refusals) {
  AuditSummary summary;
  AuditProgress progress(refusals.terminal(), common.quiet);
  std::optional<AuditRun> run;
  // What --filter writes does not say how it was made. A file with the line of a run alone says it for such files: a
  // cluster writes its verdicts in parts, and that line once.
  bool has_bare_verdicts = false;
  bool has_run_alone = false;
  const auto add = [&](const std::string& path) -> Result<void> {
    Result<AuditInput> input = AuditInput::open(path);
    if (!input) {
      return input.error();
    }
    if (input->kind() == AuditInputKind::digest) {
      return Error{ErrorCode::not_a_verdict, {}, "this is a digest, which has no verdicts: name the files of verdicts"};
    }
    if (run && input->run() && *run != *input->run()) {
      return Error{ErrorCode::not_a_verdict,
                   {},
                   "this file was written with other keys or options, or by another version of the program, than a "
                   "file before it: their verdicts do not go together"};
    }
    run = input->run() ? input->run() : run;
    const std::uint64_t count_before = summary.documents();
    const Result<void> added = input->for_each_verdict([&](const AuditLine& line) {
      summary.add(line);
      if (!line.verdict.ok) {
        progress.report(line);
      }
      progress.update(summary, {});
    });
    const bool has_verdicts = summary.documents() > count_before;
    has_bare_verdicts = has_bare_verdicts || (has_verdicts && !input->run());
    has_run_alone = has_run_alone || (!has_verdicts && input->run());
    return added;
  };
  for (const std::string& path : arguments.paths) {
    if (const Result<void> added = add(path); !added) {
      refusals.refuse(path, added.error());
      return exit_unusable;
    }
  }
  progress.finish();
  const bool is_run_known = !has_bare_verdicts || has_run_alone;
  const AuditRun known_run = is_run_known ? run.value_or(AuditRun()) : AuditRun();
  return sum_up({summary, known_run}, common, arguments, refusals.terminal());
}

/// Says how to go on after a signal, and returns the exit status.
int explain_interruption(const Interruption& interruption, const AuditArguments& arguments, std::uint64_t line_count,
                         const Terminal& terminal) {
  const std::string count = with_thousands(line_count) + (line_count == 1 ? " verdict is" : " verdicts are");
  terminal.say("pith-merge audit: stopped by a signal; " + count +
               (arguments.output ? " in " + printable(*arguments.output) +
                                       ": to go on, run the same command with "
                                       "--resume"
                : arguments.is_filter ? " written"
                                      : " written: to be able to go on, write them to a file with --output"));
  return interruption.exit_status();
}

/// The exit status of --filter: what is wrong with a document is in its verdict, and only reading itself can fail.
int filter_status_of(const AuditSummary& summary) {
  return summary.errors.contains(name(ErrorCode::unreadable)) ? exit_unusable : exit_holds;
}

/// The files of verdicts that an audit uses, as far as the arguments name them.
struct JobFiles {
  std::optional<EarlierVerdicts> earlier;  ///< --since
  std::optional<VerdictFile> output;       ///< --output
};

/// Opens them. If one is refused, says so and returns std::nullopt.
std::optional<JobFiles> open_files(const AuditArguments& arguments, const AuditRun& run, const Refusals& refusals) {
  JobFiles files;
  if (arguments.since) {
    Result<EarlierVerdicts> opened = EarlierVerdicts::open(*arguments.since, run);
    if (!opened) {
      refusals.refuse(*arguments.since, opened.error());
      return std::nullopt;
    }
    files.earlier.emplace(*std::move(opened));
  }
  if (arguments.output) {
    const IfExists if_exists = arguments.resumes      ? IfExists::resume
                               : arguments.overwrites ? IfExists::overwrite
                                                      : IfExists::refuse;
    Result<VerdictFile> opened = VerdictFile::open(*arguments.output, if_exists, run);
    if (!opened) {
      refusals.refuse(*arguments.output, opened.error());
      return std::nullopt;
    }
    files.output.emplace(*std::move(opened));
  }
  return files;
}

/// Takes over the verdicts that the file of --output has already, and makes it ready for more. Returns whether that can
/// be done; if not, says why.
bool resume(AuditJob& job, VerdictFile& file, const Interruption& interruption, const Refusals& refusals) {
  if (const Result<void> skipped = job.skip_earlier(file); !skipped) {
    refusals.refuse(file.path(), skipped.error());
    return false;
  }
  if (interruption.signal() == 0) {
    file.start_writing();
  }
  return true;
}

/// Verifies documents: everything but --from-verdicts.
int run_job(const CommonOptions& common, const AuditArguments& arguments, const Keyring& keyring,
            const Refusals& refusals) {
  const Terminal& terminal = refusals.terminal();
  const AuditRun run = make_audit_run(keyring, arguments.document_bytes_max, common.bundle_keys());
  std::optional<JobFiles> files = open_files(arguments, run, refusals);
  if (!files) {
    return exit_unusable;
  }
  const bool is_quiet = common.quiet || arguments.is_filter;
  const Interruption interruption;
  AuditProgress progress(terminal, is_quiet);
  DocumentReader reader(arguments.is_filter ? std::vector<std::string>{"-"} : arguments.paths,
                        {arguments.document_bytes_max, arguments.is_filter, identities_of(output_names(arguments))});
  const AuditSettings settings = {keyring, common.bundle_keys(), files->earlier ? &*files->earlier : nullptr,
                                  common.thread_count};
  VerdictOutput output =
      files->output ? VerdictOutput(files->output->descriptor(), files->output->path()) : VerdictOutput();
  AuditJob job(settings, reader, output, progress, interruption);
  if (files->output && !resume(job, *files->output, interruption, refusals)) {
    return exit_unusable;
  }
  const std::uint64_t earlier_count = job.summary().documents();
  if (earlier_count > 0 && !is_quiet) {
    terminal.say("pith-merge audit: " + with_thousands(earlier_count) + " verdicts are in " +
                 printable(*arguments.output) + " already, and their documents are not checked again");
  }
  progress.start(earlier_count, {reader.bytes_read(), reader.bytes_total()});
  job.run();
  progress.finish();
  if (interruption.signal() != 0) {
    return explain_interruption(interruption, arguments, job.summary().documents(), terminal);
  }
  if (arguments.is_filter) {
    return filter_status_of(job.summary());
  }
  if (arguments.since && !common.quiet) {
    terminal.say("pith-merge audit: " + with_thousands(job.reused_count()) + " of the verdicts are those of " +
                 printable(*arguments.since));
  }
  const double rate = static_cast<double>(job.summary().documents() - earlier_count) / progress.elapsed_seconds();
  return sum_up({job.summary(), run, &keyring, earlier_count, rate}, common, arguments, terminal);
}

}  // namespace

int run_audit(const CommonOptions& common, const AuditArguments& arguments, const Terminal& terminal) {
  if (const std::optional<std::string> wrong = complaint(arguments)) {
    throw UsageError(*wrong, command_name);
  }
  if (const std::optional<std::string> wrong = complain_about_outputs(common, arguments)) {
    throw UsageError(*wrong, command_name);
  }
  for (const std::optional<std::string>* file : {&arguments.summary, &arguments.digest, &arguments.report}) {
    if (*file) {
      check_folder_of(**file);  // now, and not after hours
    }
  }
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing, which says how to go on
  const Refusals refusals(command_name, common.json, terminal);
  if (arguments.reads_verdicts) {
    return combine(common, arguments, refusals);
  }
  const std::optional<Keyring> keyring = load_keyring(common, refusals);
  return keyring ? run_job(common, arguments, *keyring, refusals) : exit_unusable;
}

}  // namespace pith::cli
