#ifndef PITH_ENGINE_MERGE_RESOLUTION_H
#define PITH_ENGINE_MERGE_RESOLUTION_H

#include <cstdint>
#include <vector>

#include "engine/events/event_store.h"

namespace pith::engine {

/// What the links between events decide. Events are indices into EventSetData::authentic.
struct Resolution {
  std::vector<std::uint32_t> valid_in_order;  ///< SPEC 5.2: the valid events in application order
  std::vector<bool> is_valid;                 ///< SPEC 4.9
  std::vector<bool> is_superseded;            ///< SPEC 6.1

  bool is_live(std::uint32_t event) const { return is_valid[event] && !is_superseded[event]; }
};

/// Time n log n, memory proportional to n, in the authentic events and their links; no recursion.
Resolution resolve(const EventSetData& set);

}  // namespace pith::engine

#endif
