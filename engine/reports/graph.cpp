// A merge as a picture, in three steps: what to show (graph_model.h), where (graph_layout.h), and in which language
// (graph_svg.h, graph_html.h, graph_dot.h). Each step is a pure function of the one before it.

#include "engine/reports/graph.h"

#include <utility>

#include "engine/reports/graph_dot.h"
#include "engine/reports/graph_html.h"
#include "engine/reports/graph_layout.h"
#include "engine/reports/graph_model.h"
#include "engine/reports/graph_svg.h"

namespace pith {
namespace engine {
namespace {

std::string write(const GraphModel& model, const GraphLayout& layout, const Crypto& crypto, GraphFormat format) {
  switch (format) {
    case GraphFormat::svg:
      return write_svg_file(model, layout);
    case GraphFormat::html:
      return write_html_page(model, layout, crypto);
    case GraphFormat::dot:
      break;
  }
  return write_dot(model, layout);
}

}  // namespace

Graph draw_merged(const InputMerge& merge, const InputMerge::Merged& merged, GraphFormat format) {
  const GraphModel model = make_graph_model(merge, merged);
  const GraphLayout layout = lay_out(model);
  return {model.pith_number,   write(model, layout, merged.events.keyring().crypto(), format),
          model.events.size(), layout.marks.size(),
          layout.folded_count, merged.warnings};
}

}  // namespace engine

Result<Graph> draw_graph(std::span<const std::string_view> inputs, const Keyring& keyring, const GraphOptions& options,
                         std::size_t* refused_input) {
  engine::InputMerge merge(keyring, options.bundle_keys, {.verdicts = options.verdicts});
  Result<engine::InputMerge::Merged> merged = engine::merge_texts(merge, inputs, options.subject, refused_input);
  if (!merged) {
    return std::move(merged).error();
  }
  return engine::draw_merged(merge, *merged, options.format);
}

}  // namespace pith
