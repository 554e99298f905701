// The command `would-fork`: merges the files, and says what publishing one event would do: whether it would be valid,
// what it would supersede, with what it would equivocate, and which links would avoid that.

#include <algorithm>

#include "cli/arguments.h"
#include "cli/byte_format.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/merged_inputs.h"
#include "cli/would_fork_text.h"
#include "engine/reports/would_fork.h"

namespace pith::cli {
namespace {

/// EVENT, of which `text` takes the bytes: the document refers to them. Or std::nullopt if it is refused.
std::optional<canon::Document> read_event(const std::string& path, const Refusals& refusals, std::string& text) {
  Result<std::string> read = read_file(path);
  if (!read) {
    refusals.refuse(path, read.error());
    return std::nullopt;
  }
  text = *std::move(read);
  Result<canon::Document> candidate = engine::parse_candidate(text);
  if (!candidate) {
    refusals.refuse(path, explain_format(candidate.error(), describe_format(text)));
    return std::nullopt;
  }
  return *std::move(candidate);
}

}  // namespace

int run_would_fork(const CommonOptions& common, const WouldForkArguments& arguments, const Terminal& terminal) {
  const std::vector<std::string>& files = arguments.record.inputs.files;
  if (arguments.event == "-" &&
      (arguments.record.inputs.files_from == "-" || std::find(files.begin(), files.end(), "-") != files.end())) {
    throw UsageError("standard input cannot be both EVENT and what it is compared with", "would-fork");
  }
  const Refusals refusals("would-fork", common.json && !common.quiet, terminal);
  VerdictCache verdicts;
  std::optional<InputReader> reader = InputReader::open(common, arguments.record, refusals, verdicts);
  if (!reader) {
    return exit_unusable;
  }
  std::string text;
  const std::optional<canon::Document> candidate = read_event(arguments.event, refusals, text);
  if (!candidate) {
    return exit_unusable;
  }
  std::optional<engine::InputMerge::Merged> merged = reader->read(refusals, engine::subject_of_candidate(*candidate));
  if (!merged) {
    return exit_unusable;
  }
  const WouldFork report = engine::judge_candidate(*candidate, *merged, &verdicts);
  if (!common.quiet) {
    say_warnings({&report.warnings}, reader->paths(), terminal);
    terminal.write(common.json ? to_json(report) + "\n" : describe_would_fork(report, terminal));
  }
  return !reader->is_whole() ? exit_unusable : report.is_fine() ? exit_holds : exit_differs;
}

}  // namespace pith::cli
