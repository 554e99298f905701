#ifndef PITH_CLI_AUDIT_VERDICT_LINES_H
#define PITH_CLI_AUDIT_VERDICT_LINES_H

// Reads the files of verdicts that `audit` writes.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/file.h"
#include "pith/audit_summary.h"
#include "pith/result.h"

namespace pith::cli {

/// Splits a file into lines. Memory: a buffer of twice line_bytes_max at most.
class VerdictLines {
 public:
  /// Longer than any line that an audit writes: its texts are cut, but a source may be the name of a file in an
  /// archive, which has no bound. A file with a longer line is not a file of verdicts.
  static constexpr std::size_t line_bytes_max = std::size_t{1} << 20;

  struct Line {
    std::string_view text;           ///< without its LF; valid until next() is called again
    std::size_t number = 0;          ///< from 1
    std::uint64_t offset_bytes = 0;  ///< where it begins
    bool is_whole = false;           ///< whether an LF ends it; only the last line may have none
  };

  explicit VerdictLines(InputFile file) : file_(std::move(file)) {}

  /// The next line; std::nullopt at the end. The error is `unreadable`, or `not_a_verdict` for a line that is too long.
  Result<std::optional<Line>> next();

 private:
  InputFile file_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // what is read and not yet given
  std::size_t end_ = 0;
  bool is_at_end_ = false;
  std::size_t line_count_ = 0;
  std::uint64_t begin_offset_bytes_ = 0;
};

/// The error of a line, with the place in its file instead of that in the line.
Error error_in_line(Error error, std::size_t line_number);

/// Calls `add` with each verdict of a file. The file may begin with the line of a run, or not, as --filter writes it.
/// Sets `run` if it has one. The error has the place of a line that is damaged, or is about another run than `run`.
/// A torn last line is an error too: the audit that wrote it is not finished.
Result<void> add_verdicts(const std::string& path, std::optional<AuditRun>& run,
                          const std::function<void(const AuditLine& line)>& add);

}  // namespace pith::cli

#endif
