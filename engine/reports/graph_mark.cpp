#include "engine/reports/graph_mark.h"

#include <utility>
#include <vector>

#include "canon/count.h"
#include "canon/printable.h"
#include "engine/reports/graph_text.h"

namespace pith::engine {
namespace {

constexpr std::size_t label_y = 29;  // of the first line below a mark, from its centre
constexpr std::size_t label_columns_max = 18;

/// A line of text below a mark: its class and what it says.
using Label = std::pair<std::string_view, std::string>;

class MarkDrawer {
 public:
  MarkDrawer(const GraphModel& model, const GraphMark& mark, SvgPoint at) : model_(model), mark_(mark), at_(at) {}

  std::string draw(SvgPlace place, bool is_on_odd) const {
    const std::string title = mark_.is_folded() ? describe_fold() : describe_event(model_, mark_.first);
    const std::string css_class = "mark" + classes_of() + (is_on_odd ? " odd" : "");
    const bool is_link = place == SvgPlace::page;
    return (is_link ? "<a class=\"" + css_class + "\" href=\"#" + details_id(mark_.first) + "\">"
                    : "<g class=\"" + css_class + "\">") +
           "<title>" + canon::escape_markup(title) + "</title>" + shape() + draw_labels() + (is_link ? "</a>" : "</g>");
  }

  std::size_t depth() const { return label_y + (labels().size() - 1) * mark_line_height; }

 private:
  bool is_fork() const { return !model_.entries_of(mark_.first).empty(); }

  std::string classes_of() const {
    const GraphEvent& event = model_.events[mark_.first];
    if (mark_.is_folded()) {
      return mark_.kind == FoldKind::uneventful ? " fold"
             : mark_.kind == FoldKind::unproven ? " fold bad"
                                                : " fold gone";
    }
    return std::string(is_fork() ? " fork" : "") + (event.reason ? " bad" : event.is_superseded ? " gone" : "");
  }

  std::string describe_fold() const {
    return fold_text() + ", " + lane_name(model_.lanes[mark_.lane]) + ", from " + event_name(mark_.first) + " to " +
           event_name(mark_.last) + ": " + types_of(graph_text_bytes_max) + "; " +
           shown_text(model_.events[mark_.first].created_at) + " to " +
           shown_text(model_.events[mark_.last].created_at);
  }

  std::string fold_text() const {
    const std::string count = count_text(mark_.event_count, "event", "events");
    switch (mark_.kind) {
      case FoldKind::uneventful:
        return count + " without incident";
      case FoldKind::superseding:
        return count + " that supersede or are superseded";
      case FoldKind::unproven:
        break;
    }
    return count + " that are not valid: " + std::string(name(*model_.events[mark_.first].reason));
  }

  std::string types_of(std::size_t columns_max) const {
    const std::string others =
        mark_.type_count == 1 ? "" : " and " + count_text(mark_.type_count - 1, "other type", "other types");
    return short_text(mark_.event_type, columns_max) + others;
  }

  std::string shape() const {
    const std::string ring =
        "<circle class=\"ring\" cx=\"" + std::to_string(at_.x) + "\" cy=\"" + std::to_string(at_.y) + "\" r=\"21\"/>";
    const auto box = [&](std::size_t x, std::size_t y, std::size_t width, std::size_t height, std::size_t round) {
      return "<rect class=\"shape\" x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" width=\"" +
             std::to_string(width) + "\" height=\"" + std::to_string(height) + "\" rx=\"" + std::to_string(round) +
             "\"/>";
    };
    const SvgPoint middle{at_.x, at_.y + 4};
    if (mark_.is_folded()) {
      return ring + box(at_.x - 24, at_.y - 15, 54, 24, 4) + box(at_.x - 27, at_.y - 12, 54, 24, 4) +
             box(at_.x - 30, at_.y - 9, 54, 24, 4) +
             svg_text({at_.x - 3, at_.y + 7}, "number", "\xC3\x97" + canon::with_thousands(mark_.event_count));
    }
    const std::string name = svg_text(middle, "number", std::to_string(mark_.first.value + std::size_t{1}));
    if (is_fork()) {
      return ring + "<path class=\"shape\" d=\"M" + svg_point({at_.x - 18, at_.y}) + 'L' +
             svg_point({at_.x, at_.y - 18}) + 'L' + svg_point({at_.x + 18, at_.y}) + 'L' +
             svg_point({at_.x, at_.y + 18}) + "Z\"/>" + name;
    }
    if (model_.events[mark_.first].reason) {
      return ring + box(at_.x - 13, at_.y - 12, 26, 24, 0) + "<path class=\"shape\" d=\"M" +
             svg_point({at_.x + 9, at_.y - 16}) + "l8 8m0 -8l-8 8\"/>" + name;
    }
    return ring + "<circle class=\"shape\" cx=\"" + std::to_string(at_.x) + "\" cy=\"" + std::to_string(at_.y) +
           "\" r=\"" + std::to_string(mark_radius) + "\"/>" + name;
  }

  /// What is below a mark, line by line; at least one line.
  std::vector<Label> labels() const {
    const GraphEvent& event = model_.events[mark_.first];
    std::vector<Label> lines = {{"what", short_text(mark_.event_type, label_columns_max)}};
    if (mark_.is_folded()) {
      if (mark_.type_count > 1) {
        lines.emplace_back("", "and " + count_text(mark_.type_count - 1, "other type", "other types"));
      }
      lines.emplace_back("soft", event_name(mark_.first) + " to " + event_name(mark_.last));
      if (mark_.kind != FoldKind::uneventful) {
        lines.emplace_back("status",
                           mark_.kind == FoldKind::superseding ? "replaced in turn" : std::string(name(*event.reason)));
      }
      return lines;
    }
    lines.emplace_back("", short_text(event.target, label_columns_max));
    if (!event.is_proven()) {
      lines.emplace_back("soft", event.claimed_signer.empty()
                                     ? "claims no signer"
                                     : short_text("claims " + shown_text(event.claimed_signer), label_columns_max));
    }
    for (const std::string& status : statuses_of()) {
      lines.emplace_back("status", short_text(status, label_columns_max + 4));
    }
    return lines;
  }

  std::string draw_labels() const {
    std::string text;
    SvgPoint line{at_.x, at_.y + label_y};
    for (const auto& [css_class, content] : labels()) {
      text += svg_text(line, "halo " + std::string(css_class), content);
      line.y += mark_line_height;
    }
    return text;
  }

  std::vector<std::string> statuses_of() const {
    const ShownEvent index = mark_.first;
    const GraphEvent& event = model_.events[index];
    std::vector<std::string> statuses;
    if (event.reason) {
      statuses.emplace_back(name(*event.reason));
    }
    const auto entries = model_.entries_of(index);
    if (!entries.empty()) {
      statuses.push_back("equivocation " + std::to_string(entries.front().second + 1) +
                         (entries.size() > 1 ? " +" + std::to_string(entries.size() - 1) : ""));
    }
    if (event.is_superseded) {
      const auto superseders = model_.superseders_of(index);
      statuses.push_back("superseded by " + event_name(superseders.front().second) +
                         (superseders.size() > 1 ? " +" + std::to_string(superseders.size() - 1) : ""));
    }
    return statuses;
  }

  const GraphModel& model_;
  const GraphMark& mark_;
  SvgPoint at_;
};

}  // namespace

std::string svg_text(SvgPoint at, std::string_view css_class, const std::string& text) {
  return "<text class=\"" + std::string(css_class) + "\" x=\"" + std::to_string(at.x) + "\" y=\"" +
         std::to_string(at.y) + "\">" + canon::escape_markup(text) + "</text>";
}

std::string svg_point(SvgPoint at) {
  return std::to_string(at.x) + ' ' + std::to_string(at.y);
}

std::string details_id(ShownEvent event) {
  return "event-" + std::to_string(event.value + std::size_t{1});
}

std::size_t mark_depth(const GraphModel& model, const GraphMark& mark) {
  return MarkDrawer(model, mark, {}).depth();
}

std::string draw_mark(const GraphModel& model, const GraphMark& mark, SvgPoint at, SvgPlace place, bool is_on_odd) {
  return MarkDrawer(model, mark, at).draw(place, is_on_odd);
}

}  // namespace pith::engine
