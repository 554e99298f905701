// One band of a picture: its axis, its lanes, and the marks and arrows between them.
//
// A link goes from its event back to what it names. If that is in another band, a short arrow ends at its number.
// Example: #14 follows #3, which is a band above: the arrow at #14 ends at the text "#3".

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "canon/count.h"
#include "canon/printable.h"
#include "engine/reports/graph_mark.h"
#include "engine/reports/graph_svg.h"
#include "engine/reports/graph_text.h"

namespace pith::engine {
namespace {

// In units of SVG, which are pixels if the picture is not scaled.
constexpr std::size_t gutter_width = 158;
constexpr std::size_t column_width = 132;
constexpr std::size_t axis_height = 38;
constexpr std::size_t row_height_min = 88;
constexpr std::size_t row_gap = 12;  // below the last line of text
constexpr std::size_t mark_y = 46;   // of the centre, in a row
constexpr std::size_t name_columns_max = 16;
constexpr std::size_t bend_max = 56;

/// Where the lane of a row is.
struct Row {
  std::size_t top = 0;
  std::size_t height = row_height_min;
  bool is_odd = false;
};

std::string_view arrow_class(LinkKind kind) {
  switch (kind) {
    case LinkKind::prev_event:
      return "prev";
    case LinkKind::supersedes:
      return "sup";
    case LinkKind::supersedes_nothing:
      break;
  }
  return "void";
}

std::string path(LinkKind kind, const std::string& data) {
  const std::string css_class(arrow_class(kind));
  return "<path class=\"arrow " + css_class + "\" marker-end=\"url(#head-" + css_class + ")\" d=\"" + data + "\"/>";
}

std::string date_of(std::string_view instant) {
  return std::string(instant.substr(0, 10));
}
/// To the second, which is what fits; the rest is in the title of the mark.
std::string time_of(std::string_view instant) {
  return std::string(instant.substr(11, 8));
}

/// Whether a text has the length that an instant has at least. Of a `malformed` event it may be any text.
bool has_instant(const GraphEvent& event) {
  return event.created_at.size() >= 20 && event.reason != Reason::malformed;
}

class BandDrawer {
 public:
  BandDrawer(const GraphModel& model, const GraphLayout& layout, const Band& band, SvgPlace place)
      : model_(model), layout_(layout), band_(band), place_(place) {
    for (const MarkIndex mark : marks()) {
      Row& row = rows_[layout.marks[mark].lane];
      row.height = std::max(row.height, mark_y + mark_depth(model, layout.marks[mark]) + row_gap);
    }
    bottom_ = axis_height;
    bool is_odd = true;
    for (auto& [lane, row] : rows_) {
      row.top = bottom_;
      row.is_odd = is_odd;
      bottom_ += row.height;
      is_odd = !is_odd;
    }
  }

  Drawing draw() && {
    drawing_.width = band_width(layout_);
    drawing_.height = bottom_;
    draw_rows();
    draw_axis();
    for (const MarkIndex mark : marks()) {
      draw_arrows(mark);
    }
    for (const MarkIndex mark : marks()) {
      put(draw_mark(model_, layout_.marks[mark], centre(mark), place_, rows_.at(layout_.marks[mark].lane).is_odd));
    }
    return std::move(drawing_);
  }

 private:
  std::vector<MarkIndex> marks() const {
    std::vector<MarkIndex> marks;
    for (std::size_t i = band_.first_mark; i < band_.past_mark; ++i) {
      marks.emplace_back(i);
    }
    return marks;
  }
  bool is_here(MarkIndex mark) const { return mark.value >= band_.first_mark && mark.value < band_.past_mark; }

  std::size_t column_x(std::size_t column) const {
    return gutter_width + (column - band_.first_column) * column_width + column_width / 2;
  }
  SvgPoint centre(MarkIndex index) const {
    const GraphMark& mark = layout_.marks[index];
    return {column_x(mark.column), rows_.at(mark.lane).top + mark_y};
  }

  void put(const std::string& elements) { drawing_.elements += elements + '\n'; }

  void draw_rows() {
    const std::string width = std::to_string(drawing_.width);
    for (const auto& [lane_index, row] : rows_) {
      const GraphLane& lane = model_.lanes[lane_index];
      const std::size_t top = row.top;
      put("<rect class=\"row" + std::string(row.is_odd ? " odd" : "") + "\" x=\"0\" y=\"" + std::to_string(top) +
          "\" width=\"" + width + "\" height=\"" + std::to_string(row.height) + "\"/>");
      put("<line class=\"rail\" x1=\"" + std::to_string(gutter_width) + "\" x2=\"" + width + "\" y1=\"" +
          std::to_string(top + mark_y) + "\" y2=\"" + std::to_string(top + mark_y) + "\"/>");
      const bool is_nobody = lane.kind == GraphLane::Kind::nobody;
      const std::string kind = lane.kind == GraphLane::Kind::signer ? "signer" : "key without signer";
      put("<g><title>" + canon::escape_markup(lane_name(lane)) + "</title>" +
          svg_text({12, top + mark_y - 4}, "left who",
                   is_nobody ? "not authentic" : short_text(lane.id, name_columns_max)) +
          svg_text({12, top + mark_y + 12}, "left soft", is_nobody ? "signed by no trusted key" : kind) +
          svg_text({12, top + mark_y + 26}, "left soft", count_text(lane.event_count, "event", "events")) + "</g>");
    }
  }

  void draw_axis() {
    std::string last_date;
    std::size_t next_column = band_.first_column;
    put(svg_text({12, 26}, "left soft", "claimed time, UTC"));
    for (const MarkIndex index : marks()) {
      const GraphMark& mark = layout_.marks[index];
      if (mark.column < next_column) {
        continue;
      }
      next_column = mark.column + 1;
      const auto [first, last] = column_events(index);
      const SvgPoint at{column_x(mark.column), 16};
      if (!has_instant(model_.events[first]) || !has_instant(model_.events[last])) {
        put(svg_text({at.x, at.y + mark_line_height}, "soft", "no instant"));
        last_date.clear();
        continue;
      }
      const std::string_view from = model_.events[first].created_at;
      const std::string_view to = model_.events[last].created_at;
      const std::string date = date_of(from);
      if (date != last_date || first != last) {
        put(svg_text(at, "what", date));
      }
      const bool is_one_day = date == date_of(to);
      const std::string range = time_of(from) == time_of(to) ? time_of(from) : time_of(from) + " to " + time_of(to);
      put(svg_text({at.x, at.y + mark_line_height}, is_one_day ? "" : "what",
                   is_one_day ? range : "to " + date_of(to)));
      last_date = first == last ? date : "";
    }
  }

  /// The first and the last event of a column, of whatever lane.
  std::pair<ShownEvent, ShownEvent> column_events(MarkIndex first_mark) const {
    std::pair events(layout_.marks[first_mark].first, layout_.marks[first_mark].last);
    for (MarkIndex mark = first_mark; is_here(mark) && layout_.marks[mark].column == layout_.marks[first_mark].column;
         ++mark.value) {
      events.first = std::min(events.first, layout_.marks[mark].first);
      events.second = std::max(events.second, layout_.marks[mark].last);
    }
    return events;
  }

  void draw_arrows(MarkIndex from) {
    const auto begin = std::lower_bound(layout_.arrows.begin(), layout_.arrows.end(), from,
                                        [](const GraphArrow& arrow, MarkIndex mark) { return arrow.from < mark; });
    std::map<LinkKind, std::vector<MarkIndex>> stubs;
    for (auto arrow = begin; arrow != layout_.arrows.end() && arrow->from == from; ++arrow) {
      if (!arrow->to.is_none() && is_here(arrow->to)) {
        draw_arrow(*arrow);
      } else {
        stubs[arrow->kind].push_back(arrow->to);
      }
    }
    std::size_t y = 0;
    for (const auto& [kind, targets] : stubs) {
      draw_stub(from, kind, targets, y);
      y += 2 * mark_line_height;
    }
  }

  void draw_arrow(const GraphArrow& arrow) {
    const SvgPoint from = centre(arrow.from);
    const SvgPoint to = centre(arrow.to);
    const bool goes_left = to.x <= from.x;
    const auto beside = [](SvgPoint at, bool is_left, std::size_t distance) {
      return SvgPoint{is_left ? at.x - distance : at.x + distance, at.y};
    };
    if (from.x == to.x) {
      const bool goes_up = to.y < from.y;
      const auto towards = [&](SvgPoint at, bool is_up) {
        return SvgPoint{at.x, is_up ? at.y - mark_radius - 2 : at.y + mark_radius + 2};
      };
      put(path(arrow.kind, "M" + svg_point(towards(from, goes_up)) + 'L' + svg_point(towards(to, !goes_up))));
      return;
    }
    const std::size_t columns = (goes_left ? from.x - to.x : to.x - from.x) / column_width;
    if (from.y != to.y) {
      put(path(arrow.kind, 'M' + svg_point(beside(from, goes_left, mark_radius + 3)) + 'C' +
                               svg_point(beside(from, goes_left, column_width / 2)) + ' ' +
                               svg_point(beside(to, !goes_left, column_width / 2)) + ' ' +
                               svg_point(beside(to, !goes_left, mark_radius + 4))));
      return;
    }
    if (columns == 1 && arrow.kind == LinkKind::prev_event) {
      put(path(arrow.kind, 'M' + svg_point(beside(from, goes_left, mark_radius + 3)) + 'L' +
                               svg_point(beside(to, !goes_left, mark_radius + 4))));
      return;
    }
    const std::size_t bend = std::min(bend_max, 22 + 8 * columns + (arrow.kind == LinkKind::prev_event ? 0 : 8));
    const auto above = [](SvgPoint at, std::size_t by) { return SvgPoint{at.x, at.y - by}; };
    const SvgPoint start = above(beside(from, goes_left, 7), mark_radius);
    const SvgPoint end = above(beside(to, !goes_left, 7), mark_radius + 1);
    const std::size_t control = std::min(column_width / 2, column_width * columns / 4);
    put(path(arrow.kind,
             'M' + svg_point(start) + 'C' + svg_point(above(beside(start, goes_left, control), bend - mark_radius)) +
                 ' ' + svg_point(above(beside(end, !goes_left, control), bend - mark_radius)) + ' ' + svg_point(end)));
  }

  /// An arrow to what is in another band, or not there at all.
  void draw_stub(MarkIndex from, LinkKind kind, const std::vector<MarkIndex>& targets, std::size_t y) {
    const SvgPoint at = centre(from);
    const SvgPoint start{at.x - mark_radius + 1, at.y - mark_radius + y};
    const SvgPoint end{start.x - 16, start.y - 7};
    const MarkIndex target = targets.front();
    std::string text = target.is_none() ? "not here" : event_name(layout_.marks[target].first);
    if (targets.size() > 1) {
      text += " +" + canon::with_thousands(targets.size() - 1);
    }
    put(path(kind, 'M' + svg_point(start) + 'L' + svg_point(end)));
    put(svg_text({end.x - 4, end.y + 2}, rows_.at(layout_.marks[from].lane).is_odd ? "stub halo odd" : "stub halo",
                 text));
  }

  const GraphModel& model_;
  const GraphLayout& layout_;
  const Band& band_;
  SvgPlace place_;
  std::map<LaneIndex, Row> rows_;
  std::size_t bottom_ = 0;
  Drawing drawing_;
};

}  // namespace

std::size_t band_width(const GraphLayout& layout) {
  constexpr std::size_t columns_min = 6;  // so that there is room for a title
  return gutter_width + std::clamp(layout.column_count, columns_min, band_columns_max) * column_width;
}

std::vector<Band> split_bands(const GraphLayout& layout) {
  std::vector<Band> bands;
  for (const MarkIndex mark : layout.marks.indices()) {
    const std::size_t first_column = layout.marks[mark].column / band_columns_max * band_columns_max;
    if (bands.empty() || bands.back().first_column != first_column) {
      bands.push_back({first_column, mark.value, mark.value});
    }
    ++bands.back().past_mark;
  }
  return bands;
}

Drawing draw_band(const GraphModel& model, const GraphLayout& layout, const Band& band, SvgPlace place) {
  return BandDrawer(model, layout, band, place).draw();
}

}  // namespace pith::engine
