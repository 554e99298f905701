#ifndef PITH_ENGINE_MERGE_RESOLUTION_H
#define PITH_ENGINE_MERGE_RESOLUTION_H

#include <vector>

#include "containers/typed_index.h"
#include "engine/events/event_store.h"
#include "pith/explain.h"

namespace pith::engine {

/// A fact about each authentic event.
using EventFlags = containers::TypedTable<EventIndex, std::vector<bool>>;

/// What the links between events decide.
struct Resolution {
  std::vector<EventIndex> valid_in_order;  ///< SPEC 5.2: the valid events in application order
  EventFlags is_valid;                     ///< SPEC 4.9
  EventFlags is_superseded;                ///< SPEC 6.1

  /// SPEC 6.1
  bool is_live(EventIndex event) const { return is_valid[event] && !is_superseded[event]; }
};

/// SPEC 5.1: whether an event is before another one, links aside.
bool applies_before(const EventStore& store, EventIndex left, EventIndex right);

/// SPEC 4.9, 5, 6.1: decides which authentic events are valid, in which order they apply, and which are superseded.
/// If `decided_in_order` is not null, it gets every event that passed the checks up to `bad_receipt`, valid or not, in
/// application order. Pure. Time n log n and memory n, in the authentic events and their links. No recursion.
Resolution resolve(const EventStore& store, std::vector<EventIndex>* decided_in_order = nullptr);

/// SPEC 6.1: what an entry of `supersedes` of a valid event does. `target` may be none.
LinkEffect find_effect(const EventStore& store, const Resolution& resolution, EventIndex by, EventIndex target);

}  // namespace pith::engine

#endif
