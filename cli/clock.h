#ifndef PITH_CLI_CLOCK_H
#define PITH_CLI_CLOCK_H

#include <string>

namespace pith::cli {

/// SPEC 4.4: this second as an instant, such as `2026-07-05T14:38:00Z`. The only place where the program asks what time
/// it is; no result but `signed_at` depends on it.
std::string current_instant();

}  // namespace pith::cli

#endif
