#include "cli/audit_input.h"

#include <string_view>

#include "canon/parse.h"
#include "cli/audit/verdict_lines.h"
#include "cli/byte_format.h"
#include "engine/bundles/split_input.h"

namespace pith::cli {
namespace {

/// One line for each prefix of two characters out of 32, and one more, which is a fault.
constexpr std::size_t digest_lines_max = 32 * 32 + 1;

/// `PREFIX SPACE HASH`, without the line feed.
constexpr std::size_t digest_prefix_size_bytes = 2;
constexpr std::size_t digest_line_size_bytes = digest_prefix_size_bytes + 1 + 64;

bool looks_like_digest(std::string_view line) {
  return line.size() == digest_line_size_bytes && line[digest_prefix_size_bytes] == ' ';
}

/// Why a line that an audit did not write is refused.
std::string explain_other(const Result<canon::Document>& document) {
  const engine::DocumentKind kind = document ? engine::describe_document(document->root()) : engine::DocumentKind{};
  return kind.name.empty() ? "this is neither a verdict file nor a digest of an audit"
                           : kind.explain_instead_of("a verdict file or a digest of an audit");
}

/// The text of `format`. If the line is damaged, the line itself, which may begin with it.
std::string_view find_format(const Result<canon::Document>& document, std::string_view line) {
  return document ? document->root().find_string("format").value_or("") : line;
}

bool is_run_format(std::string_view format) {
  return format.starts_with("pith-merge.audit-run.");
}

/// A damaged line is named by its own fault, when it is read.
bool is_verdict_format(std::string_view format) {
  return format.starts_with("pith-merge.audit.") || format.starts_with(R"({"format":"pith-merge.audit)");
}

}  // namespace

bool begins_audit(std::string_view first_line) {
  if (looks_like_digest(first_line)) {
    return true;
  }
  const Result<canon::Document> document = canon::parse(first_line);
  const std::string_view format = find_format(document, first_line);
  return is_run_format(format) || is_verdict_format(format);
}

Result<AuditInput> AuditInput::open(const std::string& path) {
  Result<InputFile> file = InputFile::open(path);
  return file ? open(*std::move(file)) : file.error();
}

Result<AuditInput> AuditInput::open(InputFile file) {
  LineReader lines(std::move(file), verdict_line_bytes_max);
  const Result<std::optional<Line>> first = lines.next();
  if (!first) {
    return first.error();
  }
  if (!*first) {
    AuditInput input(std::move(lines), "", true);
    input.is_first_read_ = true;
    return input;
  }
  std::string first_line((*first)->text);  // before its reader is moved
  AuditInput input(std::move(lines), std::move(first_line), (*first)->is_whole);
  if (const Result<void> known = input.find_kind(); !known) {
    return known.error();
  }
  return input;
}

Result<void> AuditInput::find_kind() {
  if (looks_like_digest(first_line_)) {
    kind_ = AuditInputKind::digest;
    return {};
  }
  const Result<canon::Document> document = canon::parse(first_line_);
  const std::string_view format = find_format(document, first_line_);
  if (is_run_format(format)) {
    const Result<AuditRun> run = parse_audit_run(first_line_);
    if (!run) {
      return error_in_line(run.error(), {first_line_, 1, is_first_whole_, 0});
    }
    run_ = *run;
    is_first_read_ = true;
    return {};
  }
  if (is_verdict_format(format)) {
    return {};
  }
  return explain_format({ErrorCode::not_a_verdict, {}, explain_other(document)}, describe_format(first_line_));
}

Result<std::optional<Line>> AuditInput::next() {
  if (is_first_read_) {
    return lines_.next();
  }
  is_first_read_ = true;
  return std::optional(Line{first_line_, 1, is_first_whole_, 0});
}

Result<void> AuditInput::for_each_verdict(const std::function<void(const AuditLine& line)>& visit) {
  while (true) {
    const Result<std::optional<Line>> line = next();
    if (!line) {
      return line.error();
    }
    if (!*line) {
      return {};
    }
    const Result<AuditLine> verdict = parse_audit_line((*line)->text);
    if (verdict) {
      visit(*verdict);
      continue;
    }
    const Result<AuditRun> run = parse_audit_run((*line)->text);
    if (!run) {
      return error_in_line(verdict.error(), **line);
    }
    if (run_ != *run) {
      return error_in_line(
          {ErrorCode::not_a_verdict, {}, "here begin the verdicts of another run: compare each file alone"}, **line);
    }
  }
}

Result<AuditRecords> AuditInput::read_records() {
  AuditRecords records;
  const Result<void> done = for_each_verdict([&](const AuditLine& line) { records.add(line.verdict); });
  if (!done) {
    return done.error();
  }
  return records;
}

Result<std::vector<MirrorDigest::Group>> AuditInput::read_groups() {
  if (kind_ == AuditInputKind::verdicts) {
    MirrorDigest digest;
    const Result<void> done = for_each_verdict([&](const AuditLine& line) {
      if (line.verdict.ok) {
        digest.add(*line.verdict.pith_number, *line.verdict.state_sha256);
      }
    });
    if (!done) {
      return done.error();
    }
    return digest.groups(Crypto());
  }
  std::string text;
  bool is_sound = true;
  for (std::size_t count = 0; is_sound && count < digest_lines_max; ++count) {
    const Result<std::optional<Line>> line = next();
    if (!line) {
      return line.error();
    }
    if (!*line) {
      break;
    }
    // A line of another size is refused, and so is what is kept of it: one byte too many. Nothing behind it matters.
    is_sound = (*line)->text.size() == digest_line_size_bytes;
    text += (*line)->text.substr(0, digest_line_size_bytes + 1);
    text += (*line)->is_whole ? "\n" : "";
  }
  return MirrorDigest::parse_groups(text);
}

}  // namespace pith::cli
