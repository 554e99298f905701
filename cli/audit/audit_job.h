#ifndef PITH_CLI_AUDIT_AUDIT_JOB_H
#define PITH_CLI_AUDIT_AUDIT_JOB_H

// The audit itself: reads documents, verifies them on several threads, and writes their verdicts in order.

#include <atomic>
#include <optional>
#include <string>

#include "cli/audit/document_reader.h"
#include "cli/audit/earlier_verdicts.h"
#include "cli/audit/progress.h"
#include "cli/audit/verdict_file.h"
#include "cli/audit/verdict_output.h"
#include "cli/interruption.h"
#include "pith/audit.h"
#include "pith/audit_summary.h"
#include "pith/keyring.h"

namespace pith::cli {

/// What decides the verdicts, and how the work is done.
struct AuditSettings {
  const Keyring& keyring;
  BundleKeys bundle_keys = BundleKeys::ignore;
  const EarlierVerdicts* earlier = nullptr;  ///< or null
  unsigned thread_count = 1;
};

/// One audit. Each function throws OutputFailure if verdicts cannot be written, and SystemFailure or std::bad_alloc if
/// the machine fails.
class AuditJob {
 public:
  /// The settings, the reader and the rest must outlive the job.
  AuditJob(const AuditSettings& settings, DocumentReader& reader, VerdictOutput& output, AuditProgress& progress,
           const Interruption& interruption)
      : settings_(settings), reader_(reader), output_(output), progress_(progress), interruption_(interruption) {}

  /// Takes over the verdicts that the file has already, and reads past the documents that they are about. They must be
  /// the first documents of the reader, in its order. The error has the place of the first line that is not.
  Result<void> skip_earlier(VerdictFile& file);

  /// Audits the other documents, until there are no more or a signal comes. All verdicts are then on the disk.
  void run();

  /// All verdicts, the earlier ones included.
  const AuditSummary& summary() const { return summary_; }

  /// How many of them are those of an earlier audit (--since).
  std::uint64_t reused_count() const { return reused_count_; }

 private:
  /// A document's verdict, and its line.
  struct Judged {
    AuditLine line;
    std::string json;
    bool is_reused = false;  ///< it is the verdict of an earlier audit
    bool is_other = false;   ///< a mirror's own file, which has no verdict
  };

  std::optional<AuditDocument> next_document();
  Judged judge(AuditDocument document) const;
  void finish(const Judged& judged);

  const AuditSettings& settings_;
  DocumentReader& reader_;
  VerdictOutput& output_;
  AuditProgress& progress_;
  const Interruption& interruption_;
  std::atomic<bool> reader_waits_ = false;
  mutable VerdictCache verdicts_;  // bundles of several mirrors are often the same
  AuditSummary summary_;
  std::uint64_t reused_count_ = 0;
};

}  // namespace pith::cli

#endif
