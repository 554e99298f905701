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

/// SPEC 9.6: the hash of everything that the state depends on. Pure. Time n log n in events, keys and aliases.
Sha256Digest compute_input_sha256(const RecordEvents& events, std::span<const Alias> aliases);

}  // namespace pith::engine

#endif
