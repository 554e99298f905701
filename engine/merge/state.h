#ifndef PITH_ENGINE_MERGE_STATE_H
#define PITH_ENGINE_MERGE_STATE_H

#include <optional>
#include <span>

#include "engine/merge/record_events.h"
#include "engine/merge/resolution.h"
#include "pith/event_set.h"
#include "pith/state.h"

namespace pith::engine {

/// Why an event is not valid; std::nullopt if it is, or if the digest is not of an event.
std::optional<Reason> find_reason(const EventStore& store, const Resolution& resolution, DigestNumber number);

/// SPEC 5 to 8: the state of the events with these aliases; for Scope::authentic_only without them. Pure; their order
/// makes no difference. Time n log n and memory n, in the events and aliases.
State compute_state(const RecordEvents& events, std::span<const Alias> aliases, Scope scope = Scope::all);

/// The state of all events, and the hash of that of the authentic events alone.
struct StateAndAuthenticHash {
  State state;
  Sha256Digest authentic_sha256;
  std::optional<Sha256Digest> newest_graph_snapshot;  ///< SPEC 9.7: the last one in `current`
};

/// SPEC 8.4: both of them, as compute_state() gives them, for less than the cost of computing two states.
StateAndAuthenticHash compute_state_and_authentic_hash(const RecordEvents& events, std::span<const Alias> aliases);

}  // namespace pith::engine

#endif
