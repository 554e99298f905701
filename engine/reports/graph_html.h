#ifndef PITH_ENGINE_REPORTS_GRAPH_HTML_H
#define PITH_ENGINE_REPORTS_GRAPH_HTML_H

#include <cstddef>
#include <string>

#include "engine/reports/graph_layout.h"
#include "engine/reports/graph_model.h"
#include "pith/crypto.h"

namespace pith::engine {

/// Of the payload of one event, a page shows this many bytes, spread over lines. A snapshot has about 5 KiB.
inline constexpr std::size_t shown_payload_bytes_max = 16'384;
/// And this many once it is escaped: twice as many, which is enough for JSON with short strings. Hostile text gets six
/// times as long.
inline constexpr std::size_t shown_payload_markup_bytes_max = 32'768;

/// A page that needs nothing else: the picture, the equivocations, the events that are not valid, and the details of
/// each event. It has no script, and forbids everything but its own style. Time n log n.
std::string write_html_page(const GraphModel& model, const GraphLayout& layout, const Crypto& crypto);

}  // namespace pith::engine

#endif
