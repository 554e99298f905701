// A picture as a file: the title, the equivocations, a legend, and the bands of time, one below the other.

#include "engine/reports/graph_svg.h"

#include <algorithm>

#include "canon/count.h"
#include "canon/printable.h"
#include "engine/reports/graph_style.h"
#include "engine/reports/graph_text.h"

namespace pith::engine {
namespace {

/// Of the equivocations, the head of a picture lists this many.
constexpr std::size_t listed_equivocations_max = 8;
constexpr std::size_t margin = 16;
constexpr std::size_t band_gap = 14;
/// Of a text of 13 pixels, a little more than the usual width of a character.
constexpr std::size_t character_width = 7;

std::string text_line(std::string_view css_class, std::size_t y, const std::string& text, std::size_t width) {
  return "<text class=\"left " + std::string(css_class) + "\" x=\"" + std::to_string(margin) + "\" y=\"" +
         std::to_string(y) + "\">" + canon::escape_markup(short_text(text, (width - 2 * margin) / character_width)) +
         "</text>\n";
}

/// The title, the counts, the hash and the equivocations.
Drawing draw_head(const GraphModel& model, const GraphLayout& layout) {
  constexpr std::size_t head_line_height = 20;
  Drawing head{"", band_width(layout), 34};
  head.elements = "<text class=\"left title\" x=\"" + std::to_string(margin) + "\" y=\"34\">" +
                  canon::escape_markup(shown_text(model.pith_number)) + "</text>\n";
  const auto add = [&](std::string_view css_class, const std::string& text) {
    head.height += head_line_height;
    head.elements += text_line(css_class, head.height + 4, text, head.width);
  };
  add("said", describe_counts(model));
  add("said soft", "state_sha256 " + to_hex(model.state_sha256));
  const std::size_t listed = std::min(model.equivocations.size(), listed_equivocations_max);
  for (std::size_t i = 0; i < listed; ++i) {
    add("said fork",
        "equivocation " + std::to_string(i + 1) + ": " + describe_equivocation(model, model.equivocations[i]));
  }
  if (listed < model.equivocations.size()) {
    add("said fork",
        "and " + count_text(model.equivocations.size() - listed, "more equivocation", "more equivocations"));
  }
  const std::string reasons = describe_reasons(model);
  if (!reasons.empty()) {
    add("said bad", "not valid: " + reasons);
  }
  const std::string folding = describe_folding(model, layout);
  if (!folding.empty()) {
    add("said soft", folding);
  }
  head.height += 18;
  return head;
}

/// What occurs in a graph, and so what its legend explains.
struct Occurring {
  bool superseded = false;
  bool invalid = false;
  bool equivocating = false;
  bool superseded_equivocating = false;
  bool folded = false;
  bool prev = false;
  bool supersedes = false;
  bool supersedes_nothing = false;
};

Occurring find_occurring(const GraphModel& model, const GraphLayout& layout) {
  Occurring occurring;
  occurring.superseded = model.superseded_count > 0;
  occurring.invalid = model.valid_count < model.events.size();
  occurring.equivocating = !model.equivocations.empty();
  for (const GraphEquivocation& equivocation : model.equivocations) {
    occurring.superseded_equivocating |=
        std::any_of(equivocation.events.begin(), equivocation.events.end(),
                    [&](ShownEvent event) { return model.events[event].is_superseded; });
  }
  occurring.folded = layout.folded_count > 0;
  for (const GraphArrow& arrow : layout.arrows) {
    occurring.prev |= arrow.kind == LinkKind::prev_event;
    occurring.supersedes |= arrow.kind == LinkKind::supersedes;
    occurring.supersedes_nothing |= arrow.kind == LinkKind::supersedes_nothing;
  }
  return occurring;
}

/// One entry of the legend: a drawing 40 wide and 24 high, and words.
struct LegendEntry {
  bool is_shown;
  std::string_view sample;
  std::string_view words;
};

}  // namespace

std::string_view arrow_heads() {
  return "<defs>"
         "<marker id=\"head-prev\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" "
         "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head prev\" d=\"M0 0.5L8 4L0 7.5Z\"/></marker>"
         "<marker id=\"head-sup\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"11\" markerHeight=\"11\" "
         "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head sup\" d=\"M0 0L10 5L0 10L3 5Z\"/></marker>"
         "<marker id=\"head-void\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
         "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"head void\" d=\"M0 0.5L8 4L0 7.5Z\"/></marker>"
         "</defs>\n";
}

std::string describe_folding(const GraphModel& model, const GraphLayout& layout) {
  if (layout.folded_count == 0) {
    return "";
  }
  return canon::with_thousands(layout.folded_count) + " of " + count_text(model.events.size(), "event", "events") +
         " are folded: they share marks (\xC3\x97 and their number), from which no arrows go; " +
         count_text(layout.marks.size(), "mark is", "marks are") + " drawn";
}

Drawing draw_legend(const GraphModel& model, const GraphLayout& layout) {
  const Occurring occurring = find_occurring(model, layout);
  const LegendEntry entries[] = {
      {true, "<circle class=\"shape\" cx=\"20\" cy=\"12\" r=\"9\"/>", "valid and live"},
      {occurring.superseded, "<g class=\"gone\"><circle class=\"shape\" cx=\"20\" cy=\"12\" r=\"9\"/></g>",
       "valid, superseded"},
      {occurring.equivocating, "<g class=\"fork\"><path class=\"shape\" d=\"M9 12L20 1L31 12L20 23Z\"/></g>",
       "equivocates: two answers at one position"},
      {occurring.superseded_equivocating,
       "<g class=\"fork gone\"><path class=\"shape\" d=\"M9 12L20 1L31 12L20 23Z\"/></g>", "equivocates, superseded"},
      {occurring.invalid,
       "<g class=\"bad\"><rect class=\"shape\" x=\"10\" y=\"3\" width=\"18\" height=\"18\"/>"
       "<path class=\"shape\" d=\"M27 0l8 8m0 -8l-8 8\"/></g>",
       "not valid"},
      {occurring.folded,
       "<g class=\"fold\"><rect class=\"shape\" x=\"8\" y=\"1\" width=\"28\" height=\"15\" rx=\"3\"/>"
       "<rect class=\"shape\" x=\"4\" y=\"7\" width=\"28\" height=\"15\" rx=\"3\"/></g>",
       "several events in one mark"},
      {occurring.prev, "<path class=\"arrow prev\" marker-end=\"url(#head-prev)\" d=\"M38 12L4 12\"/>",
       "follows (prev_event)"},
      {occurring.supersedes, "<path class=\"arrow sup\" marker-end=\"url(#head-sup)\" d=\"M38 12L3 12\"/>",
       "supersedes"},
      {occurring.supersedes_nothing, "<path class=\"arrow void\" marker-end=\"url(#head-void)\" d=\"M38 12L4 12\"/>",
       "supersedes, without effect"},
  };
  constexpr std::size_t sample_width = 46;
  constexpr std::size_t entry_height = 30;
  Drawing legend{"", band_width(layout), entry_height};
  std::size_t x = margin;
  for (const LegendEntry& entry : entries) {
    if (!entry.is_shown) {
      continue;
    }
    const std::size_t width = sample_width + entry.words.size() * (character_width - 1) + 18;
    if (x + width > legend.width) {
      x = margin;
      legend.height += entry_height;
    }
    legend.elements += "<g transform=\"translate(" + std::to_string(x) + ' ' +
                       std::to_string(legend.height - entry_height) + ")\">" + std::string(entry.sample) +
                       "<text class=\"left\" x=\"" + std::to_string(sample_width) + "\" y=\"16\">" +
                       std::string(entry.words) + "</text></g>\n";
    x += width;
  }
  return legend;
}

std::string write_svg_file(const GraphModel& model, const GraphLayout& layout) {
  const Drawing head = draw_head(model, layout);
  std::string elements = head.elements;
  std::size_t y = head.height;
  const auto add = [&](const Drawing& drawing) {
    elements += "<g transform=\"translate(0 " + std::to_string(y) + ")\">\n" + drawing.elements + "</g>\n";
    y += drawing.height + band_gap;
  };
  add(draw_legend(model, layout));
  for (const Band& band : split_bands(layout)) {
    add(draw_band(model, layout, band, SvgPlace::file));
  }
  const std::string width = std::to_string(head.width);
  const std::string height = std::to_string(y);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" role=\"img\" aria-labelledby=\"graph-title\" "
         "width=\"" +
         width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + ' ' + height + "\">\n" +
         "<title id=\"graph-title\">" +
         canon::escape_markup(shown_text(model.pith_number) + ": " + describe_counts(model)) + "</title>\n<style>" +
         std::string(graph_picture_style) + "</style>\n" + std::string(arrow_heads()) +
         "<rect class=\"band\" width=\"" + width + "\" height=\"" + height + "\"/>\n" + elements + "</svg>\n";
}

}  // namespace pith::engine
