#ifndef PITH_CLI_VERIFY_TEXT_H
#define PITH_CLI_VERIFY_TEXT_H

// The report on a bundle for people.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cli/terminal.h"
#include "pith/bundle.h"

namespace pith::cli {

/// How much the report says.
enum class Detail : std::uint8_t {
  failures,  ///< one line for a bundle that fails, and nothing for one that holds
  verdicts,  ///< one line for each bundle; below a failing one, what is wrong
  all,       ///< every check, event and key of every bundle
};

/// The lines about one bundle. Each ends in a newline. `key_options` are those of the command line, as a shell would
/// read them, with a space before each: the command that shows more must trust the same keys.
std::string describe_report(const std::string& file, const BundleReport& report, Detail detail,
                            const std::string& key_options, const Terminal& terminal);

/// How many bundles held, failed, and were refused.
struct VerdictCounts {
  std::size_t hold = 0;
  std::size_t fail = 0;
  std::size_t refused = 0;

  std::size_t total() const { return hold + fail + refused; }
};

/// `4,999 hold, 1 fails, 0 refused` and a newline.
std::string describe_counts(const VerdictCounts& counts);

}  // namespace pith::cli

#endif
