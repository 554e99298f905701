#ifndef PITH_CLI_AUDIT_REPORT_PAGE_H
#define PITH_CLI_AUDIT_REPORT_PAGE_H

// The page that `audit --report` writes: one HTML file for people, which needs nothing else.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pith/audit_summary.h"
#include "pith/bundle.h"
#include "pith/keyring.h"

namespace pith::cli {

/// What the page says about the run, beside its results. There is no time in it: the same run gives the same page.
struct ReportContext {
  std::vector<std::string> command;  ///< the program's name and its arguments
  std::vector<std::string> paths;    ///< as they were given
  /// The paths are verdict files. What was used to make them is then known only by AuditRun, and the page shows none of
  /// `since`, `keys`, `bundle_keys` and `document_bytes_max`.
  bool from_verdicts = false;
  std::optional<std::string> since;  ///< the verdict file of --since
  std::uint64_t resumed_count = 0;   ///< verdicts that the file of --output had already
  std::vector<KeyInfo> keys;
  BundleKeys bundle_keys = BundleKeys::ignore;
  std::uint64_t document_bytes_max = 0;
  std::string mirror_sha256;  ///< 64 hexadecimal digits
};

/// The page. It runs no script but its own, loads nothing, and treats every text as hostile. The same arguments give
/// the same bytes. Throws SystemFailure if SHA-256 fails. Linear in its arguments, of which long ones are cut.
std::string write_report_page(const AuditSummary& summary, const AuditRun& run, const ReportContext& context);

}  // namespace pith::cli

#endif
