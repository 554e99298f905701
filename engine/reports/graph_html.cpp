// A graph as a page. Marks are links to the details of their events, and the details link to one another, so that all
// of it works by keyboard and without scripts.

#include "engine/reports/graph_html.h"

#include <algorithm>
#include <span>

#include "canon/count.h"
#include "canon/encoding.h"
#include "canon/indent.h"
#include "canon/printable.h"
#include "canon/text.h"
#include "engine/event_id.h"
#include "engine/reports/graph_style.h"
#include "engine/reports/graph_svg.h"
#include "engine/reports/graph_text.h"

namespace pith::engine {
namespace {

/// A page links to at most this many events of an entry of `equivocations`, and of those that supersede an event.
/// That is as many as `supersedes` may have. For the details of one event, all of its entries count together.
constexpr std::size_t listed_links_max = 64;

std::string html(const std::string& safe_text) {
  return canon::escape_markup(safe_text);
}

/// A text from a file. It is isolated, so that a direction of writing ends with it.
std::string outside(std::string_view text) {
  return "<span class=\"text\">" + (text.empty() ? "(empty)" : html(shown_text(text))) + "</span>";
}

std::string link_to(ShownEvent event) {
  return "<a href=\"#" + details_id(event) + "\">" + event_name(event) + "</a>";
}

std::string describe_link(const GraphLink& link) {
  return (link.event.is_none() ? "not here: " : link_to(link.event) + ' ') + "<code>" + event_id(link.id) + "</code>";
}

/// Links to events, with commas.
template <class Items, class Event>
std::string link_events(const Items& items, std::size_t listed_max, Event event_of) {
  std::string out;
  const std::size_t listed = std::min(items.size(), listed_max);
  for (std::size_t i = 0; i < listed; ++i) {
    out += (i == 0 ? "" : ", ") + link_to(event_of(items[i]));
  }
  if (listed == items.size()) {
    return out;
  }
  return listed == 0 ? count_text(items.size(), "event", "events")
                     : out + " and " + canon::with_thousands(items.size() - listed) + " more";
}

/// The longest front of a text whose markup has at most shown_payload_markup_bytes_max bytes. Linear.
std::string_view fitting_front(std::string_view text) {
  std::size_t markup_bytes = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    markup_bytes += canon::escape_markup(text.substr(i, 1)).size();
    if (markup_bytes > shown_payload_markup_bytes_max) {
      return canon::utf8_front(text, i);
    }
  }
  return text;
}

/// JSON spread over lines, and how much of it is left out.
std::string pretty_json(std::string_view json) {
  const std::string lines = canon::indent(json, shown_payload_bytes_max);
  const std::string_view front = fitting_front(canon::utf8_front(lines, shown_payload_bytes_max));
  return "<pre tabindex=\"0\"><code>" + canon::escape_markup(front) + "</code></pre>" +
         (front.size() == lines.size() ? ""
                                       : "<p>This is the beginning. The whole has " +
                                             count_text(json.size(), "byte", "bytes") + " in canonical form.</p>");
}

std::string fact(std::string_view name, const std::string& content) {
  return "<div><dt>" + std::string(name) + "</dt><dd>" + content + "</dd></div>\n";
}

class PageWriter {
 public:
  PageWriter(const GraphModel& model, const GraphLayout& layout, const Crypto& crypto)
      : model_(model), layout_(layout), crypto_(crypto) {}

  std::string write() && {
    write_head();
    write_header();
    out_ += "<main>\n";
    write_picture();
    write_equivocations();
    write_superseded();
    write_invalid();
    write_events();
    out_ +=
        "</main>\n<footer><p>Made by <code>pith-merge graph</code>. The instants are what the signers claim. Nothing "
        "in "
        "this page comes from the network, and it sends nothing.</p></footer>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void write_head() {
    const std::string style = std::string(graph_picture_style) + std::string(graph_page_style);
    out_ +=
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
        "form-action 'none'; style-src 'sha256-" +
        canon::encode_base64(crypto_.sha256(style).bytes) +
        "'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        html(shown_text(model_.pith_number)) + ": history</title>\n<style>" + style + "</style>\n</head>\n<body>\n";
  }

  void write_header() {
    out_ += "<header>\n<h1>" + html(shown_text(model_.pith_number)) + "</h1>\n<p class=\"counts\">" +
            html(describe_counts(model_)) + "</p>\n<p><code>state_sha256 " + to_hex(model_.state_sha256) +
            "</code></p>\n<nav aria-label=\"On this page\"><ul><li><a href=\"#picture\">Picture</a></li>"
            "<li><a href=\"#equivocations\">Equivocations</a></li><li><a href=\"#superseded\">Superseded</a></li>"
            "<li><a href=\"#invalid\">Not valid</a></li>"
            "<li><a href=\"#events\">All events</a></li></ul></nav>\n</header>\n";
  }

  void begin_section(std::string_view id, std::string_view title) {
    const std::string name(id);
    out_ += "<section aria-labelledby=\"" + name + "\">\n<h2 id=\"" + name + "\">" + std::string(title) + "</h2>\n";
  }

  void write_drawing(const Drawing& drawing, const std::string& label) {
    const std::string width = std::to_string(drawing.width);
    const std::string height = std::to_string(drawing.height);
    out_ += "<svg class=\"graph\" role=\"group\" aria-label=\"" + label + "\" width=\"" + width + "\" height=\"" +
            height + "\" viewBox=\"0 0 " + width + ' ' + height + "\">\n" + drawing.elements + "</svg>\n";
  }

  void write_picture() {
    begin_section("picture", "Picture");
    out_ +=
        "<p>Each signer has a lane. Time runs from left to right, and goes on in the next row. A mark leads to the "
        "details of its event.</p>\n";
    const std::string folding = describe_folding(model_, layout_);
    out_ += folding.empty() ? "" : "<p>" + html(folding) + ". The details below have every event.</p>\n";
    out_ += "<div class=\"picture\">\n";
    Drawing legend = draw_legend(model_, layout_);
    legend.elements.insert(0, arrow_heads());
    write_drawing(legend, "Legend");
    for (const Band& band : split_bands(layout_)) {
      write_drawing(draw_band(model_, layout_, band, SvgPlace::page),
                    "Events " + event_name(layout_.marks[MarkIndex(band.first_mark)].first) + " and later");
    }
    out_ += "</div>\n</section>\n";
  }

  void write_equivocations() {
    begin_section("equivocations", "Equivocations");
    if (model_.equivocations.empty()) {
      out_ += "<p>No signer gave two answers at one position.</p>\n</section>\n";
      return;
    }
    out_ += "<ol class=\"list\">\n";
    for (const GraphEquivocation& equivocation : model_.equivocations) {
      out_ += "<li><span class=\"fork\">" + html(describe_equivocation(model_, equivocation)) + "</span> &middot; " +
              link_events(equivocation.events, listed_links_max, [](ShownEvent event) { return event; }) + "</li>\n";
    }
    out_ += "</ol>\n</section>\n";
  }

  void write_superseded() {
    begin_section("superseded", "Superseded");
    out_ += model_.superseded_count == 0 ? "<p>No event is superseded.</p>\n" : "<ul class=\"list\">\n";
    for (const ShownEvent index : model_.events.indices()) {
      const GraphEvent& event = model_.events[index];
      if (event.is_superseded) {
        out_ +=
            "<li>" + link_to(index) + ' ' + outside(event.event_type) + " of " + outside(event.target) + ", " +
            html(lane_name(model_.lanes[event.lane])) + ", by " +
            link_events(model_.superseders_of(index), listed_links_max, [](const auto& pair) { return pair.second; }) +
            "</li>\n";
      }
    }
    out_ += model_.superseded_count == 0 ? "</section>\n" : "</ul>\n</section>\n";
  }

  void write_invalid() {
    begin_section("invalid", "Not valid");
    if (model_.valid_count == model_.events.size()) {
      out_ += "<p>Every event is valid.</p>\n</section>\n";
      return;
    }
    out_ += "<p class=\"bad\">" + html(describe_reasons(model_)) + "</p>\n<ul class=\"list\">\n";
    for (const ShownEvent index : model_.events.indices()) {
      const GraphEvent& event = model_.events[index];
      if (event.reason) {
        out_ += "<li>" + link_to(index) + " <code>" + std::string(name(*event.reason)) + "</code> " +
                outside(event.event_type) + " of " + outside(event.target) + "</li>\n";
      }
    }
    out_ += "</ul>\n</section>\n";
  }

  void write_events() {
    begin_section("events", "All events");
    out_ += "<p>Valid events are in application order. The others are where their instant puts them.</p>\n";
    for (const ShownEvent index : model_.events.indices()) {
      write_event(index);
    }
    out_ += "</section>\n";
  }

  void write_event(ShownEvent index) {
    const GraphEvent& event = model_.events[index];
    const bool equivocates = !model_.entries_of(index).empty();
    const std::string_view css_class = event.reason ? "bad" : equivocates ? "fork" : event.is_superseded ? "gone" : "";
    out_ += "<article id=\"" + details_id(index) + "\">\n<h3>" + event_name(index) + ' ' + outside(event.event_type) +
            " of " + outside(event.target) + "</h3>\n<p class=\"standing " + std::string(css_class) + "\">" +
            html(describe_status(model_, index)) + "</p>\n<dl>\n";
    out_ += fact("Event id", "<code>" + event_id(event.id) + "</code>");
    out_ += fact("Signer", describe_signer(event));
    out_ += fact("Time", outside(event.created_at));
    write_links(index);
    out_ += fact(event.reason == Reason::malformed ? "Content" : "Payload", pretty_json(event.payload_json));
    out_ += "</dl>\n</article>\n";
  }

  std::string describe_signer(const GraphEvent& event) const {
    const std::string json = event.signer_json.empty() ? "" : "<br>" + outside(event.signer_json);
    return (event.is_proven() ? html(lane_name(model_.lanes[event.lane]))
                              : "not proven: no trusted key signed it as it is. It claims:") +
           json;
  }

  void write_links(ShownEvent index) {
    const GraphEvent& event = model_.events[index];
    for (const GraphLink& link : model_.links_of(event)) {
      out_ += fact(link.kind == LinkKind::prev_event ? "Follows" : "Supersedes",
                   describe_link(link) + (link.kind == LinkKind::supersedes_nothing ? ", without effect" : ""));
    }
    const auto superseders = model_.superseders_of(index);
    if (!superseders.empty()) {
      out_ += fact("Superseded by",
                   link_events(superseders, listed_links_max, [](const auto& pair) { return pair.second; }));
    }
    std::size_t rest = listed_links_max;  // an event can be in as many entries as it has positions
    for (const auto& [shown, entry] : model_.entries_of(index)) {
      const std::vector<ShownEvent>& events = model_.equivocations[entry].events;
      out_ +=
          fact("Equivocation " + std::to_string(entry + 1), link_events(events, rest, [](ShownEvent e) { return e; }));
      rest -= std::min(rest, events.size());
    }
  }

  const GraphModel& model_;
  const GraphLayout& layout_;
  const Crypto& crypto_;
  std::string out_;
};

}  // namespace

std::string write_html_page(const GraphModel& model, const GraphLayout& layout, const Crypto& crypto) {
  return PageWriter(model, layout, crypto).write();
}

}  // namespace pith::engine
