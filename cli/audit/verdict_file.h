#ifndef PITH_CLI_AUDIT_VERDICT_FILE_H
#define PITH_CLI_AUDIT_VERDICT_FILE_H

// The file of `audit --output`: a first line that says how the audit was made, and then a line for each verdict. An
// audit that was stopped goes on with the same file.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/line_reader.h"
#include "pith/audit.h"
#include "pith/audit_summary.h"
#include "pith/result.h"

namespace pith::cli {

/// What to do with a file that is there already.
enum class IfExists { refuse, resume, overwrite };

/// A verdict of an earlier part of the audit, and its line in the file.
struct EarlierLine {
  AuditLine verdict;
  std::size_t number = 0;
};

/// A file of verdicts that this program writes. It is locked, so that two audits never write the same file. Only moves.
class VerdictFile {
 public:
  /// Opens or creates the file. Changes nothing in a file that is resumed, and empties one that is overwritten. The
  /// error has the place of a first line that is damaged or is about another run, and nothing is changed then. Throws
  /// OutputFailure if the file cannot be written.
  static Result<VerdictFile> open(const std::string& path, IfExists if_exists, const AuditRun& run);

  VerdictFile(VerdictFile&&) noexcept;
  VerdictFile& operator=(VerdictFile&&) = delete;
  ~VerdictFile();

  /// The next verdict that is in the file already; std::nullopt if there are no more. A last line without an LF is not
  /// one: the audit was stopped while it wrote that line. The error has the place of a line that is damaged.
  Result<std::optional<EarlierLine>> next_earlier();

  /// Drops a torn last line, and writes the first line if there is none. Call it when next_earlier() has no more.
  /// Throws OutputFailure if the file cannot be written.
  void start_writing();

  /// The descriptor, which appends. It belongs to this object.
  int descriptor() const { return descriptor_; }

  const std::string& path() const { return path_; }

 private:
  VerdictFile(int descriptor, std::string path, const AuditRun& run);
  Result<void> read_first_line(const AuditRun& run);

  int descriptor_;
  std::string path_;
  std::string first_line_;  // to be written; empty if it is there
  LineReader lines_;
  std::uint64_t whole_bytes_ = 0;  // of the lines that were read and are whole
};

}  // namespace pith::cli

#endif
