#ifndef PITH_FUZZ_SUPPORT_MERGE_CLAIMS_H
#define PITH_FUZZ_SUPPORT_MERGE_CLAIMS_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "fuzz/support/merge_history.h"

namespace pith::fuzz {

/// The promises, in the order in which they are examined. Nothing is examined after the first that is broken.
enum class Promise : std::uint8_t {
  reference,   ///< the slow reference gives the same
  order,       ///< SPEC 10.1
  grouping,    ///< SPEC 10.2
  growth,      ///< SPEC 10.4
  signatures,  ///< SPEC 10.3
};

struct Outcome {
  struct Broken {
    Promise promise;
    std::string how;
  };
  std::optional<Broken> broken;
  bool asks_signatures = false;  ///< the input decides this, since it takes time
  std::size_t event_count = 0;   ///< distinct ones
};

/// Examines whether the engine keeps the promises of SPEC 10 for a history, and whether the slow reference agrees.
Outcome examine(const History& history, Maker& maker);

/// Leaves out steps, one at a time, as long as some promise is still broken. Then prints how it is broken, and the
/// remaining events as NDJSON. Needs a history that breaks a promise.
void explain(History history, Maker& maker);

}  // namespace pith::fuzz

#endif
