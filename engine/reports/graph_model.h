#ifndef PITH_ENGINE_REPORTS_GRAPH_MODEL_H
#define PITH_ENGINE_REPORTS_GRAPH_MODEL_H

// What a graph shows, before it is laid out: events in one order, lanes, links and equivocations.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "containers/byte_arena.h"
#include "containers/typed_index.h"
#include "engine/bundles/input_merge.h"
#include "pith/crypto.h"
#include "pith/event.h"

namespace pith::engine {

/// An event of a graph, in the order in which a graph shows them.
using ShownEvent = containers::TypedIndex<struct ShownEventTag>;
/// A lane of a graph, from the top.
using LaneIndex = containers::TypedIndex<struct LaneTag>;

/// SPEC 5.2: what a link does. Of an event that is not valid, no link has an effect.
enum class LinkKind : std::uint8_t {
  prev_event,         ///< follows
  supersedes,         ///< supersedes a valid event of the same principal
  supersedes_nothing  ///< names something in `supersedes`, without effect (SPEC 6.1)
};

/// A link of an event.
struct GraphLink {
  LinkKind kind;
  ShownEvent event;  ///< none() if there is no such event
  Sha256Digest id;
};

/// An event as a graph shows it. The texts are views of the merge or of the model, and untrusted.
struct GraphEvent {
  Sha256Digest id = {};
  std::optional<Reason> reason;  ///< why it is not valid
  bool is_superseded = false;
  LaneIndex lane;
  std::string_view event_type;      ///< empty if a `malformed` event has none; so are the next three
  std::string_view target;          ///< the same
  std::string_view created_at;      ///< the same; an instant, unless the event is `malformed`
  std::string_view signer_json;     ///< canonical
  std::string_view claimed_signer;  ///< the `signer_id`, of an event that no trusted key signed
  std::string_view payload_json;    ///< canonical; the whole content if the event is `malformed`
  std::size_t first_link = 0;
  std::size_t link_count = 0;

  bool is_proven() const { return !reason || is_authentic(*reason); }
  bool is_live() const { return !reason && !is_superseded; }
};

/// Whom the events of a lane speak for (SPEC 3.7).
struct GraphLane {
  enum class Kind : std::uint8_t { signer, key, nobody };
  Kind kind = Kind::nobody;  ///< nobody: no trusted key signed them
  std::string_view id;       ///< of the signer or the key; empty for nobody
  std::size_t event_count = 0;
};

/// SPEC 7.3: an entry of `equivocations`.
struct GraphEquivocation {
  std::optional<GraphLink> position;  ///< std::nullopt for null
  std::vector<ShownEvent> events;     ///< in the order of the graph
  bool is_resolved = false;
};

/// What a graph shows. It has views of the merge that it was made from.
struct GraphModel {
  std::string pith_number;
  Sha256Digest state_sha256 = {};
  std::size_t valid_count = 0;
  std::size_t superseded_count = 0;
  containers::TypedTable<ShownEvent, std::vector<GraphEvent>> events;
  containers::TypedTable<LaneIndex, std::vector<GraphLane>> lanes;  ///< by their first event; nobody's is the last
  std::vector<GraphLink> links;                                     ///< of each event together
  std::vector<GraphEquivocation> equivocations;                     ///< in the order of the state
  /// For each event that is superseded, those that supersede it; sorted.
  std::vector<std::pair<ShownEvent, ShownEvent>> superseded_by;
  /// For each event that equivocates, the indices of its entries; sorted.
  std::vector<std::pair<ShownEvent, std::size_t>> entries;
  containers::ByteArena texts;  ///< of the events that no trusted key signed

  std::span<const GraphLink> links_of(const GraphEvent& event) const {
    return std::span(links).subspan(event.first_link, event.link_count);
  }
  std::span<const std::pair<ShownEvent, ShownEvent>> superseders_of(ShownEvent event) const;
  std::span<const std::pair<ShownEvent, std::size_t>> entries_of(ShownEvent event) const;
};

/// Collects what a graph shows. Valid events are in application order (SPEC 5.2). An event that is not valid is before
/// the first valid one that follows it by SPEC 5.1, and last if it has no instant. If any event is not authentic, the
/// inputs of `merge` are read once more.
/// Needs `merged` to be the result of that merge, and to outlive the model. Time n log n.
GraphModel make_graph_model(const InputMerge& merge, const InputMerge::Merged& merged);

}  // namespace pith::engine

#endif
