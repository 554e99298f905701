#include "cli/audit/earlier_verdicts.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "cli/audit/verdict_lines.h"
#include "cli/terminal.h"
#include "pith/result.h"

namespace pith::cli {
namespace {

/// A verdict has four hashes, or as many nulls and an error. What is shorter is no verdict, and needs no memory.
constexpr std::size_t line_bytes_min = 256;

/// The number of lines, or a bound on that of verdicts, so that the memory for all of them is allocated once.
Result<std::size_t> count_lines(const std::string& path) {
  Result<InputFile> file = InputFile::open(path);
  if (!file) {
    return file.error();
  }
  const std::optional<std::uint64_t> size_bytes = file->remaining_bytes();
  if (!size_bytes) {
    return unreadable("verdicts of an earlier audit are read more than once: name a file that is no pipe or device");
  }
  std::size_t count = 1;
  std::vector<char> buffer(std::size_t{1} << 18);
  while (true) {
    const Result<std::size_t> size = file->read(buffer);
    if (!size || *size == 0) {
      return size ? Result<std::size_t>(std::min<std::size_t>(count, *size_bytes / line_bytes_min + 1)) : size.error();
    }
    count +=
        static_cast<std::size_t>(std::count(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*size), '\n'));
  }
}

}  // namespace

Result<EarlierVerdicts> EarlierVerdicts::open(const std::string& path, const AuditRun& run) {
  const Result<std::size_t> line_count = count_lines(path);
  if (!line_count) {
    return line_count.error();
  }
  Result<InputFile> file = InputFile::open(path);
  if (!file) {
    return file.error();
  }
  LineReader lines(InputFile::borrow(file->descriptor()), verdict_line_bytes_max);
  EarlierVerdicts earlier(*std::move(file), path);
  earlier.entries_.reserve(*line_count);
  bool is_first = true;
  while (true) {
    const Result<std::optional<Line>> line = lines.next();
    if (!line) {
      return line.error();
    }
    if (!*line || (!(*line)->is_whole && !is_first)) {
      break;
    }
    if (std::exchange(is_first, false)) {
      const Result<AuditRun> there = parse_audit_run((*line)->text);
      if (!there) {
        Error error = error_in_line(there.error(), **line);
        error.explanation += ": the first line must say how the verdicts were made, as in a file of --output";
        return error;
      }
      if (*there != run) {
        return Error{ErrorCode::not_a_verdict,
                     {},
                     "this file was written by another version of the program, or with other keys, another "
                     "--max-document or another --trust-bundle-keys: its verdicts say nothing about this audit"};
      }
      continue;
    }
    const Result<AuditLine> verdict = parse_audit_line((*line)->text);
    if (!verdict) {
      return error_in_line(verdict.error(), **line);
    }
    // A document that could not be read whole has no hash, and is read again.
    if (verdict->verdict.sha256) {
      earlier.entries_.push_back(
          {*verdict->verdict.sha256, (*line)->offset_bytes, static_cast<std::uint32_t>((*line)->text.size())});
    }
  }
  if (is_first) {
    return Error{ErrorCode::empty, {}, "this file is empty: no audit has written it"};
  }
  std::sort(earlier.entries_.begin(), earlier.entries_.end(),
            [](const Entry& left, const Entry& right) { return left.sha256 < right.sha256; });
  return earlier;
}

std::optional<AuditLine> EarlierVerdicts::find(const Sha256Digest& sha256, std::string source) const {
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), sha256,
                       [](const Entry& entry, const Sha256Digest& wanted) { return entry.sha256 < wanted; });
  if (found == entries_.end() || found->sha256 != sha256) {
    return std::nullopt;
  }
  std::string text(found->size_bytes, '\0');
  const bool is_read = file_.read_at(found->offset_bytes, text);
  Result<AuditLine> line = parse_audit_line(text);
  if (!is_read || !line || line->verdict.sha256 != sha256) {
    throw SystemFailure("the file of --since was changed while it was in use: " + printable(path_));
  }
  line->source = std::move(source);
  return *std::move(line);
}

}  // namespace pith::cli
