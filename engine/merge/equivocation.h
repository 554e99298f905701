#ifndef PITH_ENGINE_MERGE_EQUIVOCATION_H
#define PITH_ENGINE_MERGE_EQUIVOCATION_H

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/events/event_store.h"
#include "engine/merge/resolution.h"

namespace pith::engine {

/// SPEC 7.3: one entry of `equivocations`.
struct Conflict {
  std::optional<std::uint32_t> position;  ///< the number of a digest; nothing for null
  std::vector<std::uint32_t> events;      ///< two or more, by event id; indices into EventSetData::authentic
};

/// Every entry, in the order of the state document. Time n log n in the valid events, their links and texts.
std::vector<Conflict> find_conflicts(const EventSetData& set, const Resolution& resolution);

/// SPEC 6.6: for each principal, type and target with more than one live event, these in application order; by the
/// first of each.
std::vector<std::vector<std::uint32_t>> find_several_live(const EventSetData& set, const Resolution& resolution);

}  // namespace pith::engine

#endif
