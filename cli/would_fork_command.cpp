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

/// The text of EVENT, or std::nullopt if it is refused.
std::optional<std::string> read_event(const std::string& path, const Refusals& refusals) {
  Result<std::string> text = read_file(path);
  if (!text) {
    refusals.refuse(path, text.error());
    return std::nullopt;
  }
  const std::string_view format = describe_format(*text);
  if (const Result<canon::Document> candidate = engine::parse_candidate(*text); !candidate) {
    refusals.refuse(path, explain_format(candidate.error(), format));
    return std::nullopt;
  }
  return *std::move(text);
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
  const std::optional<std::string> text = read_event(arguments.event, refusals);
  if (!text) {
    return exit_unusable;
  }
  const Result<canon::Document> candidate = engine::parse_candidate(*text);
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
