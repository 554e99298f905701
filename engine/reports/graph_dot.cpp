// A graph for Graphviz. In a string of DOT a quote ends the string, a backslash begins an escape, and an ampersand
// begins a character reference as in HTML; all three are escaped. Nothing else is special inside quotes.

#include "engine/reports/graph_dot.h"

#include <utility>
#include <vector>

#include "canon/count.h"
#include "engine/reports/graph_svg.h"
#include "engine/reports/graph_text.h"

namespace pith::engine {
namespace {

constexpr std::size_t node_columns_max = 28;

/// A text that is safe to show, inside the quotes of a string.
std::string escape_dot(std::string_view text) {
  std::string out;
  for (const char character : text) {
    switch (character) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '&':
        out += "&amp;";
        break;
      default:
        out += character;
    }
  }
  return out;
}

/// A string with one line for each text. Graphviz reads `\n` as the end of a line.
std::string dot_lines(const std::vector<std::string>& lines) {
  std::string out = "\"";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += (i == 0 ? "" : "\\n") + escape_dot(lines[i]);
  }
  return out + '"';
}

std::string node(MarkIndex mark) {
  return "m" + std::to_string(mark.value);
}

std::vector<std::string> label_lines(const GraphModel& model, const GraphMark& mark) {
  const GraphEvent& event = model.events[mark.first];
  const std::string type = short_text(event.event_type, node_columns_max);
  if (mark.is_folded()) {
    std::vector<std::string> lines = {count_text(mark.event_count, "event", "events"),
                                      event_name(mark.first) + " to " + event_name(mark.last),
                                      short_text(mark.event_type, node_columns_max), shown_text(event.created_at),
                                      "to " + shown_text(model.events[mark.last].created_at)};
    if (mark.type_count > 1) {
      lines[2] += " and " + count_text(mark.type_count - 1, "other type", "other types");
    }
    if (event.reason) {
      lines.emplace_back(name(*event.reason));
    }
    return lines;
  }
  std::vector<std::string> lines = {event_name(mark.first) + ' ' + type, short_text(event.target, node_columns_max),
                                    short_text(event.created_at, node_columns_max + 2)};
  if (event.reason) {
    lines.emplace_back(name(*event.reason));
  }
  if (const auto entries = model.entries_of(mark.first); !entries.empty()) {
    lines.push_back("equivocation " + std::to_string(entries.front().second + 1) +
                    (entries.size() > 1 ? " +" + std::to_string(entries.size() - 1) : ""));
  }
  if (const auto superseders = model.superseders_of(mark.first); !superseders.empty()) {
    lines.push_back("superseded by " + event_name(superseders.front().second) +
                    (superseders.size() > 1 ? " +" + std::to_string(superseders.size() - 1) : ""));
  }
  return lines;
}

/// Shape and line, and then colour.
std::string_view node_style(const GraphModel& model, const GraphMark& mark) {
  const GraphEvent& event = model.events[mark.first];
  if (mark.is_folded()) {
    return "shape=box3d";
  }
  if (!model.entries_of(mark.first).empty()) {
    return event.is_superseded ? "shape=diamond, style=dashed, color=\"#964b00\", fontcolor=\"#964b00\""
                               : "shape=diamond, penwidth=2, color=\"#964b00\", fontcolor=\"#964b00\"";
  }
  if (event.reason) {
    return "shape=box, peripheries=2, color=\"#b02a1c\", fontcolor=\"#b02a1c\"";
  }
  return event.is_superseded ? "shape=ellipse, style=dashed, color=\"#66636f\", fontcolor=\"#66636f\""
                             : "shape=ellipse, color=\"#1d5a96\"";
}

std::string_view edge_style(LinkKind kind) {
  switch (kind) {
    case LinkKind::prev_event:
      return "color=\"#5d5a55\"";
    case LinkKind::supersedes:
      return "style=dashed, penwidth=1.6, arrowhead=vee, color=\"#1d5a96\"";
    case LinkKind::supersedes_nothing:
      break;
  }
  return "style=dotted, arrowhead=empty, color=\"#5d5a55\"";
}

std::vector<std::string> title_lines(const GraphModel& model, const GraphLayout& layout) {
  constexpr std::size_t listed_max = 8;
  constexpr std::size_t title_columns_max = 160;
  std::vector<std::string> lines = {shown_text(model.pith_number), describe_counts(model),
                                    "state_sha256 " + to_hex(model.state_sha256)};
  for (std::size_t i = 0; i < std::min(listed_max, model.equivocations.size()); ++i) {
    lines.push_back(short_text(
        "equivocation " + std::to_string(i + 1) + ": " + describe_equivocation(model, model.equivocations[i]),
        title_columns_max));
  }
  if (model.equivocations.size() > listed_max) {
    lines.push_back("and " +
                    count_text(model.equivocations.size() - listed_max, "more equivocation", "more equivocations"));
  }
  if (const std::string reasons = describe_reasons(model); !reasons.empty()) {
    lines.push_back("not valid: " + reasons);
  }
  if (const std::string folding = describe_folding(model, layout); !folding.empty()) {
    lines.push_back(folding);
  }
  lines.emplace_back(
      "ellipse: valid and live; dashed: superseded; diamond: equivocates; double box: not valid; solid arrow: follows "
      "(prev_event); dashed arrow: supersedes; dotted arrow: supersedes, without effect");
  return lines;
}

}  // namespace

std::string write_dot(const GraphModel& model, const GraphLayout& layout) {
  std::string out =
      "digraph history {\n  rankdir=LR;\n  newrank=true;\n  labelloc=t;\n  fontname=\"sans-serif\";\n"
      "  node [fontname=\"sans-serif\", fontsize=10];\n  edge [constraint=false];\n  label=" +
      dot_lines(title_lines(model, layout)) + ";\n";
  std::vector<std::string> clusters(model.lanes.size());
  for (const MarkIndex mark : layout.marks.indices()) {
    const GraphMark& shown = layout.marks[mark];
    clusters[shown.lane.value] += "    " + node(mark) + " [label=" + dot_lines(label_lines(model, shown)) +
                                  ", tooltip=" + dot_lines({describe_event(model, shown.first)}) + ", " +
                                  std::string(node_style(model, shown)) + "];\n";
  }
  for (const LaneIndex lane : model.lanes.indices()) {
    out += "  subgraph cluster_" + std::to_string(lane.value) +
           " {\n    label=" + dot_lines({short_text(lane_name(model.lanes[lane]), node_columns_max * 2)}) + ";\n" +
           clusters[lane.value] + "  }\n";
  }
  // Invisible edges put the marks into the order of their columns.
  for (std::uint32_t i = 1; i < layout.marks.size(); ++i) {
    if (layout.marks[MarkIndex(i)].column != layout.marks[MarkIndex(i - 1)].column) {
      out += "  " + node(MarkIndex(i - 1)) + " -> " + node(MarkIndex(i)) + " [style=invis, constraint=true];\n";
    }
  }
  bool is_any_missing = false;
  for (const GraphArrow& arrow : layout.arrows) {
    is_any_missing |= arrow.to.is_none();
    out += "  " + node(arrow.from) + " -> " + (arrow.to.is_none() ? "missing" : node(arrow.to)) + " [" +
           std::string(edge_style(arrow.kind)) + "];\n";
  }
  out += is_any_missing ? "  missing [label=\"not here\", shape=plaintext];\n" : "";
  return out + "}\n";
}

}  // namespace pith::engine
