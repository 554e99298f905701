// The command `minimise`: removes parts of the inputs while a program of the user still fails on the rest, and prints
// the smallest input on which it failed.

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "cli/arguments.h"
#include "cli/check_program.h"
#include "cli/commands.h"
#include "cli/count.h"
#include "cli/interruption.h"
#include "cli/merged_inputs.h"
#include "engine/reports/minimise.h"

namespace pith::cli {
namespace {

std::string describe_size(std::size_t event_count, std::size_t size_bytes) {
  return with_thousands(event_count) + (event_count == 1 ? " event, " : " events, ") + with_thousands(size_bytes) +
         " bytes";
}

std::string describe_runs(std::size_t run_count) {
  return with_thousands(run_count) + (run_count == 1 ? " run" : " runs");
}

/// Tries candidates with the program, and says how far it is.
class Trials {
 public:
  Trials(CheckProgram& program, const Terminal& terminal, bool is_quiet)
      : program_(program), terminal_(terminal), is_quiet_(is_quiet) {}

  /// A run over the time limit is another failure than an exit status. The first run says which of the two is meant.
  Trial operator()(const Candidate& candidate) {
    const RunEnd end = program_.run(candidate.input);
    if (end == RunEnd::interrupted) {
      return Trial::stop;
    }
    if (candidate.run == 1) {
      meant_ = end;
    }
    if (end != meant_ || end == RunEnd::succeeded) {
      return Trial::passes;
    }
    say_progress(candidate);
    return Trial::fails;
  }

 private:
  void say_progress(const Candidate& candidate) {
    const Clock::time_point now = Clock::now();
    if (is_quiet_ || (said_at_ && now - *said_at_ < interval)) {
      return;
    }
    said_at_ = now;
    terminal_.say("pith-merge minimise: " + describe_runs(candidate.run) + ": " +
                  std::string(meant_ == RunEnd::over_limit ? "over the time limit" : "fails") + " with " +
                  describe_size(candidate.event_count, candidate.input.size()));
  }

  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds interval{1};

  CheckProgram& program_;
  const Terminal& terminal_;
  bool is_quiet_;
  RunEnd meant_ = RunEnd::failed;
  std::optional<Clock::time_point> said_at_;
};

/// The inputs as lines, or std::nullopt if they cannot be used; then says why.
std::optional<std::string> read_lines(InputReader& reader, const CommonOptions& common, const RecordArguments& record,
                                      const Terminal& terminal) {
  // With --keep-going, standard output is for the result alone.
  if (!reader.read_only(Refusals("minimise", common.json && !record.keep_going, terminal))) {
    return std::nullopt;
  }
  Result<std::string> lines = reader.merge().write_lines();
  if (!lines) {
    Refusals("minimise", common.json, terminal).refuse(lines.error());
    return std::nullopt;
  }
  if (lines->empty()) {
    terminal.say("pith-merge minimise: the inputs have no event and no bundle, so there is nothing to remove");
    return std::nullopt;
  }
  return *std::move(lines);
}

void print(const Minimised& found, const Keyring& keyring, const CommonOptions& common,
           const MinimiseArguments& arguments, const Terminal& terminal) {
  if (!common.quiet) {
    terminal.say("pith-merge minimise: " + describe_runs(found.run_count) + "; from " +
                 describe_size(found.given_event_count, found.given_size_bytes) + " to " +
                 describe_size(found.event_count, found.input->size()));
  }
  const bool is_plain = arguments.is_plain || common.trust_bundle_keys;
  terminal.write(is_plain ? *found.input : input_vector(*found.input, keyring, arguments.record.subject.value_or("")));
}

}  // namespace

int run_minimise(const CommonOptions& common, const MinimiseArguments& arguments, const Terminal& terminal) {
  if (arguments.program.empty()) {
    throw UsageError("name the program that fails: --check PROGRAM", "minimise");
  }
  const Refusals refusals("minimise", common.json, terminal);
  VerdictCache verdicts;
  std::optional<InputReader> reader = InputReader::open(common, arguments.record, refusals, verdicts);
  std::optional<std::string> lines = reader ? read_lines(*reader, common, arguments.record, terminal) : std::nullopt;
  if (!lines) {
    return exit_unusable;
  }
  Minimised found;
  int stopped_status = exit_holds;
  try {
    // A second signal is ignored, so that the files are always removed. That takes milliseconds.
    const Interruption interruption(SecondSignal::is_ignored);
    CheckProgram program(arguments.program, arguments.time_limit, interruption);
    found = engine::minimise_lines(*std::move(lines), Trials(program, terminal, common.quiet));
    stopped_status = found.is_stopped ? interruption.exit_status() : exit_holds;
  } catch (const StartFailure& failure) {
    terminal.say("pith-merge minimise: " + printable(failure.what()));
    return exit_unusable;
  }
  if (found.input) {
    print(found, reader->merge().keyring(), common, arguments, terminal);
  }
  if (found.is_stopped) {
    terminal.say("pith-merge minimise: stopped by a signal; a smaller input may fail too");
    return stopped_status;
  }
  if (!found.input) {
    terminal.say("pith-merge minimise: " + printable(arguments.program) +
                 " does not fail for the whole input in canonical form, so there is nothing to minimise");
    return exit_unusable;
  }
  return reader->is_whole() ? exit_holds : exit_unusable;
}

}  // namespace pith::cli
