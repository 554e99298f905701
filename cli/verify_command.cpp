// The command `verify`: checks whole bundles and evidence, on several threads, and prints one report for each in their
// order.

#include <memory>
#include <optional>
#include <utility>

#include "canon/json_writer.h"
#include "cli/arguments.h"
#include "cli/byte_format.h"
#include "cli/commands.h"
#include "cli/evidence_text.h"
#include "cli/ordered_work.h"
#include "cli/verify_text.h"
#include "engine/bundles/split_input.h"
#include "engine/reports/evidence.h"
#include "engine/reports/report_json.h"

namespace pith::cli {
namespace {

constexpr std::string_view ndjson =
    "this is NDJSON, with a document in each line: pith-merge merge merges it, and pith-merge audit checks each line";

template <class Report>
std::string write_json(std::string_view format, const std::string& file, const Report& report) {
  canon::TextSink text;
  canon::JsonWriter out(text);
  out.begin_object();
  out.members({
      {"format", [&] { out.string(format); }},
      {"file", [&] { write_file_name(out, file); }},
  });
  engine::write_report_members(out, report);
  out.end_object();
  return text.text + "\n";
}

Detail detail_of(const CommonOptions& common) {
  return common.quiet ? Detail::failures : common.verbose ? Detail::all : Detail::verdicts;
}

/// Checks one file, on any thread. Returns the function that prints the result and counts it when its turn comes.
Finish verify_file(const std::string& path, Result<std::string> text, const Keyring& keyring, VerdictCache& verdicts,
                   const CommonOptions& common, const Refusals& refusals, VerdictCounts& counts) {
  const auto refuse = [&path, &refusals, &counts](Error error) {
    return [&path, &refusals, &counts, error = std::move(error)] {
      refusals.refuse(path, error);
      ++counts.refused;
    };
  };
  if (!text) {
    return refuse(text.error());
  }
  const auto report_in_turn = [&terminal = refusals.terminal(), &counts](std::string output, bool ok) {
    return [&terminal, &counts, output = std::move(output), ok] {
      terminal.write(output);
      ++(ok ? counts.hold : counts.fail);
    };
  };
  const std::string_view format = describe_format(*text);
  const auto shared = std::make_shared<const std::string>(*std::move(text));
  const Result<Bundle> bundle = Bundle::parse(shared);
  if (!bundle && bundle.error().code == ErrorCode::not_a_bundle && is_evidence(*shared)) {
    const Result<EvidenceReport> report = verify_evidence(*shared, keyring, common.bundle_keys(), &verdicts);
    if (!report) {
      return refuse(report.error());
    }
    return report_in_turn(common.json ? write_json(engine::verify_evidence_format, path, *report)
                                      : describe_report(path, *report, detail_of(common), describe_key_options(common),
                                                        refusals.terminal()),
                          report->ok);
  }
  if (!bundle) {
    const bool is_lines =
        bundle.error().code == ErrorCode::trailing_data && engine::split_input(*shared).front().is_line;
    return refuse(explain_format(bundle.error(), is_lines ? ndjson : format));
  }
  const BundleReport report = bundle->verify(keyring, common.bundle_keys(), &verdicts);
  return report_in_turn(
      common.json ? write_json(engine::verify_format, path, report)
                  : describe_report(path, report, detail_of(common), describe_key_options(common), refusals.terminal()),
      report.ok);
}

}  // namespace

int run_verify(const CommonOptions& common, const VerifyArguments& arguments, const Terminal& terminal) {
  if (const std::optional<std::string> complaint = arguments.inputs.complaint()) {
    throw UsageError(*complaint, "verify");
  }
  const Refusals refusals("verify", common.json, terminal);
  const std::optional<Keyring> keyring = load_keyring(common, refusals);
  if (!keyring) {
    return exit_unusable;
  }
  VerdictCounts counts;
  VerdictCache verdicts;  // files of several mirrors hold the same bundles
  const InputPaths inputs(arguments.inputs);
  std::size_t next = 0;
  run_ordered(common.thread_count, [&]() -> std::optional<Task> {
    if (next == inputs.size()) {
      return std::nullopt;
    }
    const std::size_t input = next++;
    // Files are read in their order. So the first `-` gets all of standard input, and few texts are held at a time.
    const auto text = std::make_shared<Result<std::string>>(inputs.read(input));
    return Task{[&, input, text] {
                  return verify_file(inputs[input], std::move(*text), *keyring, verdicts, common, refusals, counts);
                },
                *text ? (*text)->size() : 0};
  });
  if (!common.json && counts.total() > 1) {
    terminal.write(describe_counts(counts));
  }
  return counts.refused > 0 ? exit_unusable : counts.fail > 0 ? exit_differs : exit_holds;
}

}  // namespace pith::cli
