#ifndef PITH_ENGINE_REPORTS_GRAPH_LAYOUT_H
#define PITH_ENGINE_REPORTS_GRAPH_LAYOUT_H

// Which marks a graph has, in which columns, and the arrows between them.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "containers/typed_index.h"
#include "engine/reports/graph_model.h"

namespace pith::engine {

/// A mark of a graph.
using MarkIndex = containers::TypedIndex<struct MarkTag>;

/// Up to so many events, each one has a mark of its own. More of them make a picture that nobody takes in.
inline constexpr std::size_t unfolded_events_max = 300;
/// If more marks than these are left, more kinds of events are folded.
inline constexpr std::size_t sparing_marks_max = 1'000;

/// Why events have one mark together.
enum class FoldKind : std::uint8_t {
  uneventful,   ///< each is live, supersedes nothing and equivocates with nothing
  superseding,  ///< each is valid, is superseded or supersedes, and equivocates with nothing
  unproven,     ///< no trusted key signed them, for one reason
};

/// One event, or several of one lane that are folded into one mark.
struct GraphMark {
  LaneIndex lane;
  std::size_t column = 0;
  ShownEvent first;
  ShownEvent last;  ///< the same as `first`, unless events are folded
  std::size_t event_count = 1;
  FoldKind kind = FoldKind::uneventful;
  std::string_view event_type;  ///< the most frequent one
  std::size_t type_count = 1;   ///< how many types there are

  bool is_folded() const { return event_count > 1; }
};

/// A link between two marks, or from one to an event that is not there.
struct GraphArrow {
  MarkIndex from;
  MarkIndex to;  ///< none() if it is not there
  LinkKind kind;

  friend auto operator<=>(const GraphArrow&, const GraphArrow&) = default;
};

/// Where the events of a graph are shown.
struct GraphLayout {
  containers::TypedTable<MarkIndex, std::vector<GraphMark>> marks;  ///< sorted by column; one of each lane in a column
  /// Sorted, each once. None from events that are folded, or that no trusted key signed.
  std::vector<GraphArrow> arrows;
  std::size_t column_count = 0;
  std::size_t folded_count = 0;  ///< the events that share a mark
};

/// Lays out a graph. Up to unfolded_events_max events, each has a mark and a column. If there are more, the uneventful
/// events of a lane are folded, up to the lane's next event that is not; if more than sparing_marks_max marks are then
/// left, so are events that supersede or are superseded, and those that no trusted key signed. Events that equivocate,
/// and authentic ones that are not valid, are never folded. Pure. Time n log n.
GraphLayout lay_out(const GraphModel& model);

}  // namespace pith::engine

#endif
