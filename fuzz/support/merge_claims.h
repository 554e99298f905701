#ifndef PITH_FUZZ_SUPPORT_MERGE_CLAIMS_H
#define PITH_FUZZ_SUPPORT_MERGE_CLAIMS_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "fuzz/support/merge_history.h"

namespace pith::fuzz {

/// What is looked at, in this order, up to the first that is broken.
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
  bool asks_signatures = false;  ///< as the input says, since it takes its time
  std::size_t event_count = 0;   ///< distinct ones
};

/// Holds what SPEC 10 promises of a history against the engine and the slow reference.
Outcome examine(const History& history, Maker& maker);

/// Leaves out one step after the other while some promise is still broken, and prints how and the events that are
/// left, as NDJSON. Needs one that is broken.
void explain(History history, Maker& maker);

}  // namespace pith::fuzz

#endif
