#ifndef PITH_ENGINE_MERGE_EQUIVOCATION_H
#define PITH_ENGINE_MERGE_EQUIVOCATION_H

#include <optional>
#include <vector>

#include "engine/events/event_store.h"
#include "engine/merge/resolution.h"

namespace pith::engine {

/// SPEC 7.3: one entry of `equivocations`.
struct Conflict {
  std::optional<DigestNumber> position;  ///< std::nullopt for null
  std::vector<EventIndex> events;        ///< two or more, by event id
};

/// SPEC 7: every entry, in the order of the state document. Pure. Time n log n in the valid events, their links and
/// texts.
std::vector<Conflict> find_conflicts(const EventStore& store, const Resolution& resolution);

/// SPEC 7.3: whether at most one event of an entry is live. Linear in its events.
bool is_resolved(const Resolution& resolution, const Conflict& conflict);

/// SPEC 6.6: for each principal, type and target with more than one live event, these events in application order;
/// sorted by the first of each. Pure. Time n log n.
std::vector<std::vector<EventIndex>> find_several_live(const EventStore& store, const Resolution& resolution);

}  // namespace pith::engine

#endif
