#ifndef PITH_ENGINE_MERGE_STATE_H
#define PITH_ENGINE_MERGE_STATE_H

#include <span>

#include "engine/merge/record_events.h"
#include "pith/event_set.h"
#include "pith/state.h"

namespace pith::engine {

/// SPEC 5 to 8: the state of the events with these aliases. Pure; their order makes no difference. Time n log n and
/// memory n, in the events and aliases.
State compute_state(const RecordEvents& events, std::span<const Alias> aliases, Scope scope = Scope::all);

}  // namespace pith::engine

#endif
