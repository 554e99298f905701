// The command `would-fork`: merges the files, and says what publishing one event would do: whether it would be valid,
// what it would supersede, with what it would equivocate, and which links would avoid that.

#include <algorithm>

#include "cli/arguments.h"
#include "cli/byte_format.h"
#include "cli/commands.h"
#include "cli/count.h"
#include "cli/file.h"
#include "cli/merged_inputs.h"
#include "engine/event_id.h"
#include "engine/reports/explain.h"
#include "engine/reports/would_fork.h"

namespace pith::cli {
namespace {

std::string list_ids(const std::vector<Sha256Digest>& ids, std::size_t count, const std::string& indent) {
  std::string text;
  for (const Sha256Digest& id : ids) {
    text += indent + engine::event_id(id) + '\n';
  }
  return count > ids.size() ? text + indent + "... and " + with_thousands(count - ids.size()) + " more\n" : text;
}

class Text {
 public:
  Text(const WouldFork& report, const Terminal& terminal) : report_(report), terminal_(terminal) {}

  std::string write() {
    text_ = engine::event_id(report_.id) + ": " + verdict() + '\n';
    write_reason();
    if (report_.is_known) {
      line("SPEC 4.3", "The input has this event already.");
    }
    if (report_.is_awaited) {
      line("SPEC 4.9", "Events of the input link to it already, so it was published before.");
    }
    write_supersedes();
    write_equivocations();
    if (report_.also_live_count > 0) {
      line("SPEC 6.6", "The same signer has other live events of this type and target:");
      text_ += list_ids(report_.also_live, report_.also_live_count, "    ");
    }
    write_advice();
    return std::move(text_);
  }

 private:
  std::string verdict() const {
    if (report_.reason) {
      return terminal_.bad("would not be valid") + ", " + std::string(name(*report_.reason));
    }
    return report_.is_fine() ? terminal_.good("would be valid") + " and would fork nothing"
                             : "would be valid and " + terminal_.bad("would fork");
  }

  void line(std::string_view rule, const std::string& sentence) {
    text_ += "  " + std::string(rule) + "  " + printable(sentence) + '\n';
  }

  void write_reason() {
    if (!report_.reason) {
      return;
    }
    const std::string detail = engine::describe_detail(report_.detail, report_.member);
    line(engine::rule_of(*report_.reason),
         "It " + std::string(engine::meaning_of(*report_.reason)) + (detail.empty() ? "." : ": " + detail + "."));
  }

  void write_supersedes() {
    if (report_.superseded_count > 0) {
      line("SPEC 6.1", "These would no longer be live:");
      text_ += list_ids(report_.superseded, report_.superseded_count, "    ");
    }
    for (const SupersedesEffect& entry : report_.supersedes) {
      if (entry.effect == LinkEffect::dangling_supersedes) {
        line("SPEC 6.1", engine::event_id(entry.id) + " would not be superseded: it is not a valid event here.");
      } else if (entry.effect == LinkEffect::foreign_supersedes) {
        line("SPEC 6.1", engine::event_id(entry.id) + " would not be superseded: another signer signed it.");
      }
    }
  }

  void write_equivocations() {
    for (const ForkEntry& entry : report_.equivocations) {
      const std::string position = entry.position ? "after " + engine::event_id(*entry.position) : "after no event";
      line("SPEC 7.2", (entry.change == EntryChange::created ? "There would be several answers "
                        : entry.change == EntryChange::grown ? "There would be one more answer than there are "
                                                             : "There are several answers already ") +
                           position + (entry.is_resolved ? ", of which at most one is live:" : ":"));
      text_ += list_ids(entry.event_ids, entry.event_count, "    ");
    }
    if (const std::size_t listed = report_.equivocations.size(); report_.equivocation_count > listed) {
      line("SPEC 7.2", "... and " + with_thousands(report_.equivocation_count - listed) + " more equivocations");
    }
  }

  /// Members of a draft, to paste.
  void write_links(const EventLinks& links) {
    text_ += "    \"prev_event\": " + (links.prev_event ? '"' + engine::event_id(*links.prev_event) + '"' : "null") +
             ",\n    \"supersedes\": [";
    for (const Sha256Digest& id : links.supersedes) {
      text_ += (text_.ends_with('[') ? "\n      \"" : ",\n      \"") + engine::event_id(id) + '"';
    }
    text_ += links.supersedes.empty() ? "]\n" : "\n    ]\n";
  }

  void write_advice() {
    const bool needs_advice = !report_.is_fine() || report_.also_live_count > 0;
    if (!report_.advice || !needs_advice || report_.reason == Reason::bad_receipt) {
      return;
    }
    const auto& [follow, replace] = *report_.advice;
    const bool has_choice = follow.supersedes != replace.supersedes;
    line("SPEC 7.1", has_choice ? "To fork nothing and follow what is there, which stays live, the draft would say:"
                                : "To fork nothing, the draft would say:");
    write_links(follow);
    if (has_choice) {
      line("SPEC 7.1", "To fork nothing and replace what is live, it would say:");
      write_links(replace);
    }
  }

  const WouldFork& report_;
  const Terminal& terminal_;
  std::string text_;
};

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
    terminal.write(common.json ? to_json(report) + "\n" : Text(report, terminal).write());
  }
  return !reader->is_whole() ? exit_unusable : report.is_fine() ? exit_holds : exit_differs;
}

}  // namespace pith::cli
