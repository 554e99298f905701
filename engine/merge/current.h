#ifndef PITH_ENGINE_MERGE_CURRENT_H
#define PITH_ENGINE_MERGE_CURRENT_H

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/events/event_store.h"
#include "engine/merge/resolution.h"

namespace pith::engine {

/// SPEC 6.2: an event type that has a list in `current`, and the name of the list.
struct ListedType {
  std::string_view event_type;
  std::string_view list_name;
};

/// SPEC 6.2, 8.1: in the order of the document. docs/architecture.md says what a new type changes beside this table.
inline constexpr std::array listed_types = {
    ListedType{"graph_snapshot", "graph_snapshots"},
    ListedType{"author_attestation", "author_attestations"},
    ListedType{"timestamp_anchor", "timestamp_anchors"},
    ListedType{"storage_attestation", "storage_attestations"},
    ListedType{"citation_signature", "citation_signatures"},
    ListedType{"replication_record", "replication_records"},
    ListedType{"correction", "corrections"},
    ListedType{"mirror_hint", "mirror_hints"},
};

/// SPEC 6.3, 6.4: what `current` shows.
struct CurrentEvents {
  /// One for each of listed_types, in application order.
  std::array<std::vector<EventIndex>, listed_types.size()> lists;
  /// The first live one.
  std::optional<EventIndex> record_created;
};

/// SPEC 6.3, 6.4: the live events by type. Pure; linear.
CurrentEvents select_current(const EventStore& store, const Resolution& resolution);

}  // namespace pith::engine

#endif
