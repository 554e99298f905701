#ifndef PITH_CLI_AUDIT_REPORT_FAILURES_H
#define PITH_CLI_AUDIT_REPORT_FAILURES_H

// The table of the documents that fail or were refused, and the field that filters it.

#include <string>

#include "pith/audit_summary.h"

namespace pith::cli {

/// The section with the table; a sentence if nothing failed and nothing was refused. At most audit_failures_max rows of
/// at most about 45,000 bytes; a usual one has 1,000.
std::string failures_section(const AuditSummary& summary);

}  // namespace pith::cli

#endif
