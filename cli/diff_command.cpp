// The command `diff`: says how two audits differ, record by record, or group by group if one of them is a digest. What
// is not an audit goes to diff_inputs().

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/arguments.h"
#include "cli/audit/verdict_lines.h"
#include "cli/audit_input.h"
#include "cli/commands.h"
#include "cli/diff_inputs.h"
#include "cli/diff_text.h"
#include "cli/refusals.h"

namespace pith::cli {
namespace {

/// Collects lines, and writes many of them at once: there may be millions.
class Lines {
 public:
  explicit Lines(const Terminal& terminal) : terminal_(terminal) {}

  void add(std::string_view text) {
    constexpr std::size_t buffer_size_bytes = std::size_t{1} << 16;
    buffer_ += text;
    if (buffer_.size() >= buffer_size_bytes) {
      write();
    }
  }
  void write() { terminal_.write(std::exchange(buffer_, {})); }

 private:
  const Terminal& terminal_;
  std::string buffer_;
};

/// Writes `{"format", "kind", "equal", LIST: [...], COUNTS: {...}}`, one part after the other.
class JsonReport {
 public:
  JsonReport(std::string_view kind, bool is_equal, std::string_view list, const Terminal& terminal) : lines_(terminal) {
    lines_.add(R"({"format":"pith-merge.diff.v1","kind":")" + std::string(kind) + R"(","equal":)" +
               (is_equal ? "true" : "false") + ",\"" + std::string(list) + "\":[");
  }
  void add(const std::string& item) { lines_.add(std::exchange(is_first_, false) ? item : "," + item); }
  void finish(std::string_view name, const std::string& counts) {
    lines_.add("],\"" + std::string(name) + "\":" + counts + "}\n");
    lines_.write();
  }

 private:
  Lines lines_;
  bool is_first_ = true;
};

int status_of(bool is_equal) {
  return is_equal ? exit_holds : exit_differs;
}

/// If the two runs trusted different keys, that may explain everything.
void say_different_runs(const AuditInput& a, const AuditInput& b, const Terminal& terminal) {
  if (!a.run() || !b.run()) {
    return;
  }
  const auto say = [&](std::string_view what, const std::string& left, const std::string& right) {
    if (left != right) {
      terminal.say("pith-merge diff: warning: the audits were made with different " + std::string(what) +
                   ", which alone may explain what differs: A " + printable(left) + ", B " + printable(right));
    }
  };
  say("keys or options (keys_sha256)", a.run()->keys_sha256, b.run()->keys_sha256);
  say("rules (merge_version)", a.run()->merge_version, b.run()->merge_version);
}

int compare_records(const AuditRecords& a, const AuditRecords& b, const CommonOptions& common,
                    const Terminal& terminal) {
  if (common.quiet) {
    return status_of(compare(a, b).equal());
  }
  if (common.json) {
    const AuditDiffCounts counts = compare(a, b);  // `equal` comes before the differences
    JsonReport report("audits", counts.equal(), "differences", terminal);
    compare(a, b, [&](const RecordDifference& difference) { report.add(to_json(difference)); });
    report.finish("counts", to_json(counts));
    return status_of(counts.equal());
  }
  Lines lines(terminal);
  const AuditDiffCounts counts =
      compare(a, b, [&](const RecordDifference& difference) { lines.add(describe_difference(difference, terminal)); });
  lines.add(describe_counts(counts));
  lines.write();
  return status_of(counts.equal());
}

using Groups = std::vector<MirrorDigest::Group>;

int compare_groups(const Groups& a, const Groups& b, const CommonOptions& common, const Terminal& terminal) {
  const std::vector<GroupDifference> differences = compare(a, b);
  if (common.quiet) {
    return status_of(differences.empty());
  }
  const auto only_in_b = std::count_if(differences.begin(), differences.end(), [](const GroupDifference& one) {
    return one.kind == GroupDifferenceKind::only_in_b;
  });
  const std::size_t group_count = a.size() + static_cast<std::size_t>(only_in_b);
  if (common.json) {
    JsonReport report("digests", differences.empty(), "groups", terminal);
    for (const GroupDifference& difference : differences) {
      report.add(to_json(difference));
    }
    report.finish("group_count", std::to_string(group_count));
    return status_of(differences.empty());
  }
  Lines lines(terminal);
  for (const GroupDifference& difference : differences) {
    lines.add(describe_difference(difference, terminal));
  }
  lines.add(describe_group_counts(differences.size(), group_count));
  lines.write();
  return status_of(differences.empty());
}

/// What A or B is, as its first line says.
enum class Beginning : std::uint8_t {
  audit,
  empty,  ///< no byte at all, which an audit may have written
  other,
};

/// Reads the first line of a file, and puts it back.
Result<Beginning> find_beginning(InputFile& file) {
  std::string head;
  std::vector<char> buffer(InputFile::buffer_size_bytes);
  std::size_t line_end = std::string::npos;
  while (line_end == std::string::npos && head.size() <= verdict_line_bytes_max) {
    const Result<std::size_t> size = file.read(buffer);
    if (!size) {
      return size.error();
    }
    if (*size == 0) {
      break;
    }
    const std::size_t searched = head.size();
    head.append(buffer.data(), *size);
    line_end = head.find('\n', searched);
  }
  const bool is_short = line_end != std::string::npos || head.size() <= verdict_line_bytes_max;
  const Beginning beginning = head.empty()                                                           ? Beginning::empty
                              : is_short && begins_audit(std::string_view(head).substr(0, line_end)) ? Beginning::audit
                                                                                                     : Beginning::other;
  file.put_back(std::move(head));
  return beginning;
}

/// One of the two files, open, and what it is.
struct DiffFile {
  InputFile file;
  Beginning beginning;
};

Result<DiffFile> open_file(const std::string& path) {
  Result<InputFile> file = InputFile::open(path);
  if (!file) {
    return file.error();
  }
  const Result<Beginning> beginning = find_beginning(*file);
  if (!beginning) {
    return beginning.error();
  }
  return DiffFile{*std::move(file), *beginning};
}

int diff_audits(const CommonOptions& common, const DiffArguments& arguments, InputFile file_a, InputFile file_b,
                const Refusals& refusals) {
  const Terminal& terminal = refusals.terminal();
  Result<AuditInput> a = AuditInput::open(std::move(file_a));
  Result<AuditInput> b = AuditInput::open(std::move(file_b));
  for (const auto& [path, input] : {std::pair(&arguments.a, &a), std::pair(&arguments.b, &b)}) {
    if (!*input) {
      Error error = input->error();
      error.explanation += a || b ? "; the other one is an audit, and an audit is compared only with an audit" : "";
      refusals.refuse(*path, error);
    }
  }
  if (!a || !b) {
    return exit_unusable;
  }
  if (!common.quiet) {
    say_different_runs(*a, *b, terminal);
  }
  // Both are read, so that each file that is damaged is named.
  const auto with_both = [&](auto first, auto second, auto compare_both) -> int {
    if (!first) {
      refusals.refuse(arguments.a, first.error());
    }
    if (!second) {
      refusals.refuse(arguments.b, second.error());
    }
    return first && second ? compare_both(*first, *second, common, terminal) : exit_unusable;
  };
  if (a->kind() == AuditInputKind::verdicts && b->kind() == AuditInputKind::verdicts) {
    return with_both(a->read_records(), b->read_records(), compare_records);
  }
  return with_both(a->read_groups(), b->read_groups(), compare_groups);
}

}  // namespace

int run_diff(const CommonOptions& common, const DiffArguments& arguments, const Terminal& terminal) {
  if (arguments.a == "-" && arguments.b == "-") {
    throw UsageError("A and B cannot both be standard input", "diff");
  }
  const Refusals refusals("diff", common.json && !common.quiet, terminal);
  Result<DiffFile> a = open_file(arguments.a);
  Result<DiffFile> b = open_file(arguments.b);
  for (const auto& [path, file] : {std::pair(&arguments.a, &a), std::pair(&arguments.b, &b)}) {
    if (!*file) {
      refusals.refuse(*path, file->error());
    }
  }
  if (!a || !b) {
    return exit_unusable;
  }
  const bool is_about_audits = a->beginning == Beginning::audit || b->beginning == Beginning::audit ||
                               (a->beginning == Beginning::empty && b->beginning == Beginning::empty);
  const auto diff = is_about_audits ? diff_audits : diff_inputs;
  return diff(common, arguments, std::move(a->file), std::move(b->file), refusals);
}

}  // namespace pith::cli
