#ifndef PITH_ENGINE_REPORTS_GRAPH_DOT_H
#define PITH_ENGINE_REPORTS_GRAPH_DOT_H

#include <string>

#include "engine/reports/graph_layout.h"
#include "engine/reports/graph_model.h"

namespace pith::engine {

/// The graph in the language of Graphviz. Its program `dot` lays it out again; lanes are clusters. Linear.
std::string write_dot(const GraphModel& model, const GraphLayout& layout);

}  // namespace pith::engine

#endif
