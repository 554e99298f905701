#ifndef PITH_CLI_AUDIT_EARLIER_VERDICTS_H
#define PITH_CLI_AUDIT_EARLIER_VERDICTS_H

// `audit --since`: the verdicts of an earlier audit, by the hash of the document that each is about.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/file.h"
#include "pith/audit.h"
#include "pith/audit_summary.h"
#include "pith/crypto.h"
#include "pith/result.h"

namespace pith::cli {

/// The verdicts in a file. It stays open, and a verdict is read when it is asked for. Memory: 48 bytes for each
/// verdict.
class EarlierVerdicts {
 public:
  /// Reads a whole file of verdicts. A torn last line is left out. The error has the place of a line that is damaged,
  /// or says that the file was made by another run: with other keys, options or another version of the program.
  static Result<EarlierVerdicts> open(const std::string& path, const AuditRun& run);

  /// The verdict on the document with this hash; std::nullopt if there is none. `source` is where that document is now.
  /// Time log n, and one read. Safe to call from many threads. Throws SystemFailure if the file can no longer be read,
  /// or was changed.
  std::optional<AuditLine> find(const Sha256Digest& sha256, std::string source) const;

 private:
  /// Where the line about a document is.
  struct Entry {
    Sha256Digest sha256;
    std::uint64_t offset_bytes;
    std::uint32_t size_bytes;
  };

  EarlierVerdicts(InputFile file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  InputFile file_;
  std::string path_;
  std::vector<Entry> entries_;  // sorted by hash
};

}  // namespace pith::cli

#endif
