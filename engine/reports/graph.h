#ifndef PITH_ENGINE_REPORTS_GRAPH_H
#define PITH_ENGINE_REPORTS_GRAPH_H

#include "engine/bundles/input_merge.h"
#include "pith/graph.h"

namespace pith::engine {

/// Draws what was merged, as draw_graph() says. Needs `merged` to be the result of that merge.
Graph draw_merged(const InputMerge& merge, const InputMerge::Merged& merged, GraphFormat format);

}  // namespace pith::engine

#endif
