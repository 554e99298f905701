#include "cli/audit/verdict_lines.h"

#include <cstring>
#include <utility>

namespace pith::cli {
namespace {

/// Whether the line says how an audit was made. It may be damaged.
bool looks_like_run(std::string_view line) {
  return line.starts_with(R"({"format":"pith-merge.audit-run.)");
}

}  // namespace

Result<std::optional<VerdictLines::Line>> VerdictLines::next() {
  constexpr std::size_t read_size_bytes = std::size_t{1} << 18;
  std::size_t searched = begin_;
  while (true) {
    const void* const found = searched < end_ ? std::memchr(buffer_.data() + searched, '\n', end_ - searched) : nullptr;
    if (found != nullptr || is_at_end_) {
      if (found == nullptr && begin_ == end_) {
        return std::optional<Line>();
      }
      const std::size_t line_end =
          found != nullptr ? static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data()) : end_;
      const Line line = {std::string_view(buffer_.data() + begin_, line_end - begin_), ++line_count_,
                         begin_offset_bytes_, found != nullptr};
      const std::size_t next_begin = line_end + (found != nullptr ? 1 : 0);
      begin_offset_bytes_ += next_begin - begin_;
      begin_ = next_begin;
      return std::optional(line);
    }
    if (end_ - begin_ > line_bytes_max) {
      return Error{ErrorCode::not_a_verdict, {0, line_count_ + 1, 1}, "this line is longer than any verdict"};
    }
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
    end_ -= begin_;
    begin_ = 0;
    searched = end_;
    buffer_.resize(end_ + read_size_bytes);
    const Result<std::size_t> size = file_.read({buffer_.data() + end_, read_size_bytes});
    if (!size) {
      return size.error();
    }
    end_ += *size;
    is_at_end_ = *size == 0;
  }
}

Error error_in_line(Error error, std::size_t line_number) {
  error.place.offset_bytes = 0;
  error.place.line = line_number;
  return error;
}

Result<void> add_verdicts(const std::string& path, std::optional<AuditRun>& run,
                          const std::function<void(const AuditLine& line)>& add) {
  Result<InputFile> file = InputFile::open(path);
  if (!file) {
    return file.error();
  }
  VerdictLines lines(*std::move(file));
  while (true) {
    const Result<std::optional<VerdictLines::Line>> next = lines.next();
    if (!next) {
      return next.error();
    }
    if (!*next) {
      return {};
    }
    const VerdictLines::Line& line = **next;
    if (!line.is_whole) {
      return Error{ErrorCode::not_a_verdict,
                   {0, line.number, 1},
                   "this line is torn, because the audit was stopped: finish that audit first, with --resume"};
    }
    if (line.number == 1 && looks_like_run(line.text)) {
      const Result<AuditRun> there = parse_audit_run(line.text);
      if (!there) {
        return error_in_line(there.error(), line.number);
      }
      if (run && *run != *there) {
        return Error{ErrorCode::not_a_verdict,
                     {0, line.number, 1},
                     "this file was written with other keys or options, or by another version of the program, than a "
                     "file before it: their verdicts do not go together"};
      }
      run = *there;
      continue;
    }
    const Result<AuditLine> verdict = parse_audit_line(line.text);
    if (!verdict) {
      return error_in_line(verdict.error(), line.number);
    }
    add(*verdict);
  }
}

}  // namespace pith::cli
