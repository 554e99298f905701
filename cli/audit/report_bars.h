#ifndef PITH_CLI_AUDIT_REPORT_BARS_H
#define PITH_CLI_AUDIT_REPORT_BARS_H

// Counts as tables whose rows have a bar. The numbers are text; the bars repeat them for the eye.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "pith/audit_summary.h"

namespace pith::cli {

/// A table shows this many names, and the sum of the others. Names come from files of verdicts, which may have any
/// number; pith-merge itself uses fewer, and so does a mirror whose numbers have true years.
inline constexpr std::size_t report_bars_max = 100;

/// One table of counts, and the words around it. None of them needs an escape.
struct CountBars {
  std::string_view title;
  std::string_view explanation;  ///< what is counted: the caption
  std::string_view none;         ///< the sentence if there is nothing to count
  std::string_view name_header;
  std::string_view count_header;
  std::string_view kind;  ///< how the bars are filled: "fail" or "plain"
};

/// A heading, and the table with the largest count first; equal counts in byte order of their names.
std::string count_bars(const CountBars& bars, const std::map<std::string, std::uint64_t, std::less<>>& counts);

/// A heading, and the table of years, earliest first, each with the bundles that hold and that fail.
std::string year_bars(const std::map<std::string, AuditSummary::Year, std::less<>>& years);

/// A bar as wide as its column: the bundles that hold, and then those that fail, hatched.
std::string hold_and_fail_bar(std::string_view css_class, const AuditSummary::Year& counts, std::uint64_t whole);

}  // namespace pith::cli

#endif
