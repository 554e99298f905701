#include "engine/reports/graph_text.h"

#include <algorithm>
#include <map>
#include <span>

#include "canon/count.h"
#include "canon/printable.h"
#include "canon/text.h"
#include "engine/event_id.h"

namespace pith::engine {
namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

/// Of a list of events, a sentence names this many.
constexpr std::size_t named_events_max = 8;

/// Of each text in an entry of `equivocations`, so many columns are shown: the name of a key fits. An event can be in
/// as many entries as it has positions, and each of them repeats the texts.
constexpr std::size_t entry_columns_max = 72;

std::string quoted(std::string_view text) {
  return '"' + shown_text(text) + '"';
}

std::string entry_text(std::string_view text) {
  return text.empty() ? "" : short_text(text, entry_columns_max);
}

/// `#1, #2 and 3 more`.
template <class Items, class Event>
std::string list_events(const Items& items, Event event_of) {
  std::string text;
  const std::size_t named = std::min(items.size(), named_events_max);
  for (std::size_t i = 0; i < named; ++i) {
    text += (i == 0 ? "" : ", ") + event_name(event_of(items[i]));
  }
  return items.size() == named ? text : text + " and " + canon::with_thousands(items.size() - named) + " more";
}

std::string describe_position(const GraphEquivocation& equivocation) {
  if (!equivocation.position) {
    return "after no event";
  }
  const GraphLink& position = *equivocation.position;
  return "after " +
         (position.event.is_none() ? event_id(position.id) + ", which is not here" : event_name(position.event));
}

}  // namespace

std::string shown_text(std::string_view text) {
  const std::string_view front = canon::utf8_front(text, graph_text_bytes_max);
  return canon::printable(front) + (front.size() < text.size() ? std::string(ellipsis) : "");
}

std::string short_text(std::string_view text, std::size_t columns_max) {
  if (text.empty()) {
    return "(empty)";
  }
  const std::string shown = shown_text(text);
  std::size_t columns = 0;
  std::size_t end = 0;       // of what fits
  std::size_t last_end = 0;  // of what fits with an ellipsis
  while (end < shown.size()) {
    const std::size_t size = canon::utf8_sequence_size(std::string_view(shown).substr(end));
    columns += size < 3 ? 1U : 2U;
    if (columns > columns_max) {
      return shown.substr(0, last_end) + std::string(ellipsis);
    }
    end += size;
    last_end = columns < columns_max ? end : last_end;
  }
  return shown;
}

std::string event_name(ShownEvent event) {
  return "#" + std::to_string(event.value + std::uint64_t{1});
}

std::string count_text(std::size_t count, std::string_view one, std::string_view many) {
  return canon::with_thousands(count) + ' ' + std::string(count == 1 ? one : many);
}

std::string lane_name(const GraphLane& lane) {
  switch (lane.kind) {
    case GraphLane::Kind::signer:
      return "signer " + shown_text(lane.id);
    case GraphLane::Kind::key:
      return "key " + shown_text(lane.id);
    case GraphLane::Kind::nobody:
      break;
  }
  return "not authentic";
}

std::string describe_status(const GraphModel& model, ShownEvent event) {
  const GraphEvent& shown = model.events[event];
  if (shown.reason) {
    return "not valid: " + std::string(name(*shown.reason));
  }
  std::string text = "valid and live";
  if (shown.is_superseded) {
    text = "valid, superseded by " +
           list_events(model.superseders_of(event), [](const auto& pair) { return pair.second; });
  }
  const std::size_t entries = model.entries_of(event).size();
  return entries == 0 ? text : text + "; part of " + count_text(entries, "equivocation", "equivocations");
}

std::string describe_equivocation(const GraphModel& model, const GraphEquivocation& equivocation) {
  const GraphEvent& first = model.events[equivocation.events.front()];
  const GraphLane& lane = model.lanes[first.lane];
  const std::string who = lane.kind == GraphLane::Kind::signer ? entry_text(lane.id) : entry_text(lane_name(lane));
  return who + " gave " + count_text(equivocation.events.size(), "answer", "answers") + " about " +
         entry_text(first.event_type) + " of \"" + entry_text(first.target) + "\" " + describe_position(equivocation) +
         ": " + list_events(equivocation.events, [](ShownEvent event) { return event; }) +
         (equivocation.is_resolved ? " (resolved: at most one is live)" : " (not resolved)");
}

std::string describe_event(const GraphModel& model, ShownEvent event) {
  const GraphEvent& shown = model.events[event];
  std::string text = event_name(event) + ' ' + shown_text(shown.event_type) + " of " + quoted(shown.target) + ", " +
                     lane_name(model.lanes[shown.lane]) + ", " + shown_text(shown.created_at) + ", " +
                     describe_status(model, event);
  const std::span<const GraphLink> links = model.links_of(shown);
  for (const GraphLink& link : links.first(std::min(links.size(), named_events_max))) {
    text += link.kind == LinkKind::prev_event   ? "; follows "
            : link.kind == LinkKind::supersedes ? "; supersedes "
                                                : "; supersedes without effect ";
    text += link.event.is_none() ? "an event that is not here" : event_name(link.event);
  }
  return text + "; " + event_id(shown.id);
}

std::string describe_counts(const GraphModel& model) {
  const std::size_t count = model.events.size();
  std::string text = count_text(count, "event", "events") + ": " + canon::with_thousands(model.valid_count) +
                     " valid (" + canon::with_thousands(model.valid_count - model.superseded_count) + " live, " +
                     canon::with_thousands(model.superseded_count) + " superseded), " +
                     canon::with_thousands(count - model.valid_count) + " not valid; ";
  return text + (model.equivocations.empty() ? "no equivocations"
                                             : count_text(model.equivocations.size(), "equivocation", "equivocations"));
}

std::string describe_reasons(const GraphModel& model) {
  std::map<Reason, std::size_t> counts;
  for (const GraphEvent& event : model.events.items()) {
    if (event.reason) {
      ++counts[*event.reason];
    }
  }
  std::string text;
  for (const auto& [reason, count] : counts) {
    text += (text.empty() ? "" : ", ") + std::string(name(reason)) + ' ' + canon::with_thousands(count);
  }
  return text;
}

}  // namespace pith::engine
