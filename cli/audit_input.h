#ifndef PITH_CLI_AUDIT_INPUT_H
#define PITH_CLI_AUDIT_INPUT_H

// What audits have written: files of verdicts, and digests of mirrors. The first line tells which it is.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/line_reader.h"
#include "pith/audit_diff.h"
#include "pith/audit_summary.h"

namespace pith::cli {

/// What an input holds.
enum class AuditInputKind : std::uint8_t {
  verdicts,  ///< what `audit` prints, or writes with --output
  digest,    ///< what `audit --digest` writes
};

/// Whether the first line of a file is of what audits write, or was before it was damaged. Parses it.
bool begins_audit(std::string_view first_line);

/// What an audit has written, open for reading. It can be read once.
class AuditInput {
 public:
  /// Opens a file, or standard input if `path` is `-`, and reads its first line. An empty file has no verdicts, and is
  /// the digest of a mirror in which nothing holds. The error is `unreadable`, or `not_a_verdict` for an input that
  /// holds something else.
  static Result<AuditInput> open(const std::string& path);

  /// The same for a file that is open.
  static Result<AuditInput> open(InputFile file);

  AuditInputKind kind() const { return kind_; }

  /// The first line of a file that --output wrote; std::nullopt without one.
  const std::optional<AuditRun>& run() const { return run_; }

  /// Calls `visit` with each verdict. Files that were put one behind the other have several first lines; they must be
  /// of one run. Needs the kind `verdicts`. The error has the place of the first line that is damaged or cut off.
  Result<void> for_each_verdict(const std::function<void(const AuditLine& line)>& visit);

  /// Reads all verdicts for a comparison. Needs the kind `verdicts`. The error has the place of the first line that is
  /// damaged or cut off.
  Result<AuditRecords> read_records();

  /// Reads an input of either kind as the groups of a mirror's digest. The error is as above.
  Result<std::vector<MirrorDigest::Group>> read_groups();

 private:
  AuditInput(LineReader lines, std::string first_line, bool is_first_whole)
      : lines_(std::move(lines)), first_line_(std::move(first_line)), is_first_whole_(is_first_whole) {}

  Result<void> find_kind();
  Result<std::optional<Line>> next();

  LineReader lines_;
  std::string first_line_;
  bool is_first_whole_;
  bool is_first_read_ = false;
  AuditInputKind kind_ = AuditInputKind::verdicts;
  std::optional<AuditRun> run_;
};

}  // namespace pith::cli

#endif
