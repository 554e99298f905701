#ifndef PITH_ENGINE_REPORTS_GRAPH_TEXT_H
#define PITH_ENGINE_REPORTS_GRAPH_TEXT_H

// What a graph says in words. Every text from a file that a graph shows goes through here: the results have no control
// characters and none that change the direction of writing, but are not yet escaped for XML, HTML or DOT.

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/reports/graph_model.h"

namespace pith::engine {

/// Of one text from a file, a graph shows at most this many bytes. Nobody reads more.
inline constexpr std::size_t graph_text_bytes_max = 512;

/// A text in full, up to graph_text_bytes_max bytes; an ellipsis shows that it is cut. Linear in the result.
std::string shown_text(std::string_view text);

/// A text of at most so many columns, in which an ellipsis shows that it is cut. `(empty)` if there is nothing to show.
/// Characters that may be wide count as two columns.
std::string short_text(std::string_view text, std::size_t columns_max);

/// `#3`
std::string event_name(ShownEvent event);

/// `1 event`, `2,000 events`.
std::string count_text(std::size_t count, std::string_view one, std::string_view many);

/// `signer alice`, `key 8d4b5e...`, `not authentic`.
std::string lane_name(const GraphLane& lane);

/// What became of an event: `valid and live`, `valid, superseded by #3 and #4`, `not valid: bad_signature`. What it
/// equivocates with follows.
std::string describe_status(const GraphModel& model, ShownEvent event);

/// What an entry of `equivocations` says: `alice gave 2 answers about correction of "title" after no event: #1, #2`.
/// Its texts are cut.
std::string describe_equivocation(const GraphModel& model, const GraphEquivocation& equivocation);

/// All that a graph without details says about one event, in one line.
std::string describe_event(const GraphModel& model, ShownEvent event);

/// `5 events: 4 valid (3 live, 1 superseded), 1 not valid; 1 equivocation`.
std::string describe_counts(const GraphModel& model);

/// Why events are not valid, and how many: `malformed 1, bad_signature 2`. The empty text if all are valid.
std::string describe_reasons(const GraphModel& model);

}  // namespace pith::engine

#endif
