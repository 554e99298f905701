#ifndef PITH_ENGINE_MERGE_STATE_DOCUMENT_H
#define PITH_ENGINE_MERGE_STATE_DOCUMENT_H

#include <string_view>

#include "engine/events/event_store.h"
#include "engine/merge/resolution.h"
#include "pith/state.h"

namespace pith::engine {

inline constexpr std::string_view merge_version = "pith-open-graph-merge-v1";

/// SPEC 8: the document and its hash, from a state whose other parts are filled in and from the events
/// that are shown in `current`; sets `document` and `sha256`. Linear.
void write_state_document(const EventSetData& set, const Resolution& resolution, State& state);

}  // namespace pith::engine

#endif
