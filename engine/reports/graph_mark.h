#ifndef PITH_ENGINE_REPORTS_GRAPH_MARK_H
#define PITH_ENGINE_REPORTS_GRAPH_MARK_H

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/reports/graph_layout.h"
#include "engine/reports/graph_model.h"
#include "engine/reports/graph_svg.h"

namespace pith::engine {

/// In units of SVG, which are pixels if the picture is not scaled: of the circle of a mark, and of each line below it.
inline constexpr std::size_t mark_radius = 13;
inline constexpr std::size_t mark_line_height = 13;

/// A point of a picture.
struct SvgPoint {
  std::size_t x = 0;
  std::size_t y = 0;
};

/// `12 34`, as in the data of a path.
std::string svg_point(SvgPoint at);

/// A line of text, which is safe to show and not yet escaped.
std::string svg_text(SvgPoint at, std::string_view css_class, const std::string& text);

/// How far the text of a mark goes down from its centre.
std::size_t mark_depth(const GraphModel& model, const GraphMark& mark);

/// A mark: its shape says what became of its event, and so do the words below it. `is_on_odd` says whether its row has
/// the other background.
std::string draw_mark(const GraphModel& model, const GraphMark& mark, SvgPoint at, SvgPlace place, bool is_on_odd);

}  // namespace pith::engine

#endif
