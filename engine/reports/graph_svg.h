#ifndef PITH_ENGINE_REPORTS_GRAPH_SVG_H
#define PITH_ENGINE_REPORTS_GRAPH_SVG_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/reports/graph_layout.h"
#include "engine/reports/graph_model.h"

namespace pith::engine {

/// Where a picture is used.
enum class SvgPlace : std::uint8_t {
  file,  ///< a file of its own
  page,  ///< part of a page that has the details of each event, to which the marks lead
};

/// A part of a picture: SVG elements, and the size of what they draw from (0, 0) on.
struct Drawing {
  std::string elements;
  std::size_t width = 0;
  std::size_t height = 0;
};

/// The time of a graph is cut into bands, one below the other, like music. A band has so many columns at most.
inline constexpr std::size_t band_columns_max = 9;

/// The width of every band of a graph.
std::size_t band_width(const GraphLayout& layout);

/// A band: some columns, and the lanes that have marks there.
struct Band {
  std::size_t first_column = 0;
  std::size_t first_mark = 0;
  std::size_t past_mark = 0;
};

/// All bands, from the top. Linear.
std::vector<Band> split_bands(const GraphLayout& layout);

/// Time n log n in the marks and arrows of the band. Whole numbers alone, so that it is the same everywhere.
Drawing draw_band(const GraphModel& model, const GraphLayout& layout, const Band& band, SvgPlace place);

/// The heads of the arrows, which all bands use.
std::string_view arrow_heads();

/// What the marks and arrows of this graph mean; nothing that it does not have.
Drawing draw_legend(const GraphModel& model, const GraphLayout& layout);

/// The id of the details of an event in a page: `event-3`.
std::string details_id(ShownEvent event);

/// How many events are folded; the empty text if none is.
std::string describe_folding(const GraphModel& model, const GraphLayout& layout);

/// A whole file of SVG. Time n log n.
std::string write_svg_file(const GraphModel& model, const GraphLayout& layout);

}  // namespace pith::engine

#endif
