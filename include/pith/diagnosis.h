#ifndef PITH_DIAGNOSIS_H
#define PITH_DIAGNOSIS_H

/// @file
/// Why a bundle does not hold: which failed checks are causes, and which only follow from them.

#include <cstddef>
#include <string>
#include <vector>

#include "pith/bundle.h"
#include "pith/export.h"

namespace pith {

/// The failed checks of a report by name. Each name is in one of the two lists, in the order of the report.
struct Diagnosis {
  std::vector<std::string> causes;        ///< something is wrong with what these check; empty if the bundle holds
  std::vector<std::string> consequences;  ///< these fail because of a cause
  std::vector<std::size_t> faults;        ///< indices into `checks`: the entries of causes that are at fault themselves
  std::string summary;                    ///< one sentence for people, which may change; `holds` if nothing failed.
                                          ///< It may quote text of the bundle: escape it before you show it
};

/// Finds the causes of what failed. docs/checks.md has the graph of which check depends on which.
/// Needs a report from Bundle::verify(); it reads `checks`, `events` and `unknown_keys`, and nothing else.
/// Linear in the report. Pure.
PITH_API Diagnosis diagnose(const BundleReport& report);

/// The report as `pith-merge verify --json` prints it, without `file` and without a newline. docs/json.md describes the
/// members. Linear in the report. Pure.
PITH_API std::string to_json(const BundleReport& report);

}  // namespace pith

#endif
