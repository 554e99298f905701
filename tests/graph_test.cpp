// Graphs: that they show every event with what became of it, in order; that they are well formed whatever the events
// say; that they depend on nothing but the events; and what is folded. What became of an event is compared with the
// state of the same events, which other tests cover.

#include "pith/graph.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pith/event_set.h"
#include "tests/support/property.h"
#include "tests/support/respell.h"
#include "tests/support/world.h"

// A namespace of its own, because several tests are compiled as one file.
namespace pith::tests::graph {
namespace {

using Events = std::vector<std::string>;

constexpr GraphFormat formats[] = {GraphFormat::svg, GraphFormat::html, GraphFormat::dot};

Graph graph_of(const std::vector<std::string>& inputs, GraphFormat format) {
  const std::vector<std::string_view> views(inputs.begin(), inputs.end());
  GraphOptions options;
  options.subject = world().record.pith_number;
  options.format = format;
  Result<Graph> graph = draw_graph(views, world().keyring, options);
  if (!graph) {
    throw std::runtime_error("the test's input is refused: " + describe(graph.error()));
  }
  return *std::move(graph);
}

std::string document_of(const Events& events, GraphFormat format) {
  return graph_of({write_array(events)}, format).document;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
    ++found;
  }
  return found;
}

/// What is between two texts, after a place; the place moves behind it. The empty text if they are not there.
std::string between(const std::string& text, const std::string& before, const std::string& after, std::size_t& at) {
  const std::size_t begin = text.find(before, at);
  const std::size_t end = begin == std::string::npos ? begin : text.find(after, begin + before.size());
  if (end == std::string::npos) {
    at = text.size();
    return "";
  }
  at = end;
  return text.substr(begin + before.size(), end - begin - before.size());
}

/// What a page says about an event.
struct Shown {
  std::string id;
  std::string standing;
};

/// The events of a page, in its order.
std::vector<Shown> shown_events(const std::string& page) {
  std::vector<Shown> events;
  std::size_t at = page.find("<article");
  while (at != std::string::npos && at < page.size()) {
    std::string standing = between(page, "<p class=\"standing", "</p>", at);
    standing.erase(0, standing.find('>') + 1);
    events.push_back({between(page, "<dt>Event id</dt><dd><code>", "</code>", at), standing});
    at = page.find("<article", at);
  }
  return events;
}

std::vector<std::string> ids_of(const std::vector<Sha256Digest>& digests) {
  std::vector<std::string> ids;
  for (const Sha256Digest& digest : digests) {
    ids.push_back(event_id(digest));
  }
  return ids;
}

/// What is wrong with the page of these events; the empty text if nothing is.
std::string complaint_about_page(const Events& events) {
  const State state = set_of(events).state();
  const Graph graph = graph_of({write_array(events)}, GraphFormat::html);
  const std::vector<Shown> shown = shown_events(graph.document);
  if (graph.event_count != state.event_count || shown.size() != state.event_count) {
    return "it has " + std::to_string(shown.size()) + " events of " + std::to_string(state.event_count);
  }
  std::map<std::string, std::string> invalid;
  for (const InvalidEvent& event : state.invalid_events) {
    invalid.emplace(event_id(event.id), "not valid: " + std::string(name(event.reason)));
  }
  std::set<std::string> equivocating;
  for (const Equivocation& entry : state.equivocations) {
    for (const Sha256Digest& id : entry.event_ids) {
      equivocating.insert(event_id(id));
    }
  }
  std::vector<std::string> valid;
  for (const Shown& event : shown) {
    const auto expected = invalid.find(event.id);
    if (expected != invalid.end() && expected->second != event.standing) {
      return event.id + " is shown as " + event.standing;
    }
    if (expected == invalid.end()) {
      valid.push_back(event.id);
      const bool says_so = event.standing.find("; part of ") != std::string::npos;
      if (!event.standing.starts_with("valid") || says_so != equivocating.contains(event.id)) {
        return event.id + " is shown as " + event.standing;
      }
    }
  }
  if (valid != ids_of(state.applied_event_ids)) {
    return "the valid events are not in application order";
  }
  return graph.document.find(to_hex(state.sha256)) == std::string::npos ? "the hash of the state is missing" : "";
}

RC_GTEST_PROP(Graph, APageShowsEveryEventAndWhatBecameOfIt, ()) {
  const Draw run = draw();
  hold("Graph_Page", "8.1", run, scenario_of(run).all(), complaint_about_page);
}

RC_GTEST_PROP(Graph, OrderGroupingRepetitionAndSpellingChangeNothing, ()) {
  const Draw run = draw();
  hold("Graph_Order", "5.2", run, scenario_of(run).all(), [&](const Events& events) {
    Chance chance(run.seed);
    Events others;
    for (const std::string& event : events) {
      others.push_back(respell(event, chance));
      if (chance.percent(20)) {
        others.push_back(event);
      }
    }
    chance.shuffle(others);
    std::string difference;
    for (const GraphFormat format : formats) {
      difference += unequal("the graph", graph_of(others, format).document, document_of(events, format));
    }
    return difference;
  });
}

/// Whether a name may be that of an element or attribute.
bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ':';
  });
}

/// Reads XML in the way in which graphs write it, and says what is wrong; the empty text if nothing is. Every element
/// is closed, every attribute has quotes, and text has neither `<` nor an `&` that begins no reference.
std::string complaint_about_xml(std::string_view xml) {
  std::vector<std::string_view> open;
  std::size_t at = 0;
  while (at < xml.size()) {
    if (xml[at] == '&') {
      const std::size_t end = xml.find(';', at);
      const std::string_view reference = xml.substr(at + 1, end - at - 1);
      if (std::set<std::string_view>{"amp", "lt", "gt", "quot", "#39"}.count(reference) == 0) {
        return "an ampersand";
      }
    }
    if (xml[at] != '<') {
      if (static_cast<unsigned char>(xml[at]) < 0x20 && xml[at] != '\n') {
        return "a control character";
      }
      ++at;
      continue;
    }
    const bool closes = xml[at + 1] == '/';
    const std::size_t name_begin = at + (closes ? 2 : 1);
    at = xml.find_first_of(" />", name_begin);
    const std::string_view element = xml.substr(name_begin, at - name_begin);
    if (!is_name(element)) {
      return "an element without a name";
    }
    while (xml[at] == ' ') {
      const std::size_t equals = xml.find('=', at);
      if (!is_name(xml.substr(at + 1, equals - at - 1)) || xml[equals + 1] != '"') {
        return "an attribute of " + std::string(element);
      }
      const std::size_t quote = xml.find('"', equals + 2);
      if (xml.substr(equals, quote - equals).find('<') != std::string_view::npos) {
        return "an attribute with <";
      }
      at = quote + 1;
    }
    if (closes) {
      if (open.empty() || open.back() != element) {
        return "the end of " + std::string(element);
      }
      open.pop_back();
    } else if (xml[at] != '/') {
      open.push_back(element);
    }
    at = xml.find('>', at) + 1;
  }
  return open.empty() ? "" : "no end of " + std::string(open.back());
}

RC_GTEST_PROP(Graph, APictureIsWellFormed, ()) {
  const Draw run = draw();
  hold("Graph_Xml", "4.1", run, scenario_of(run).all(),
       [](const Events& events) { return complaint_about_xml(document_of(events, GraphFormat::svg)); });
}

/// A correction of the title by alice, an hour after the one before it.
Draft correction(const Signer& signer, std::size_t hour) {
  Draft draft(signer, world().record.pith_number);
  const auto two_digits = [](std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  draft.type("correction")
      .target("title")
      .at("2026-07-" + two_digits(hour / 24 % 28 + 1) + "T" + two_digits(hour % 24) + ":00:00Z");
  return draft.payload("{\"n\":" + std::to_string(hour) + "}");
}

TEST(Graph, TextsFromOutsideAreEscaped) {
  const std::string hostile = "</text><script>alert(1)</script>\"'&lt;\\N\n\x1b[31m\xE2\x80\xAE\xEF\xBF\xBF]]>";
  Draft draft = correction(world().alice, 1);
  draft.type(hostile).target(hostile).payload("{\"a\":" + quote(hostile) + "}");
  Draft unsigned_draft = correction(world().stranger, 2);
  unsigned_draft.type(hostile).target(hostile).set_signer("signer_id", quote(hostile));
  const std::string malformed = "{\"event_type\":" + quote(hostile) + ",\"created_at\":" + quote(hostile) + "}";
  for (const GraphFormat format : formats) {
    const std::string document = document_of({draft.json(), unsigned_draft.json(), malformed}, format);
    EXPECT_EQ(count(document, "\xE2\x80\xAE"), 0U);
    EXPECT_EQ(count(document, "\xEF\xBF\xBF"), 0U);
    EXPECT_EQ(count(document, "\x1b"), 0U);
    EXPECT_GE(count(document, "u202e"), 3U);
    EXPECT_EQ(count(document, "<script"), format == GraphFormat::dot ? count(document, "</text><script>") : 0U);
  }
  EXPECT_EQ(complaint_about_xml(document_of({draft.json(), unsigned_draft.json(), malformed}, GraphFormat::svg)), "");
  // In DOT the quote and the backslash of the text are escaped, and the ampersand is a reference.
  EXPECT_GE(count(document_of({draft.json()}, GraphFormat::dot), "\\\"'&amp;lt;\\\\N\\\\u000a\\\\u001b"), 1U);
}

TEST(Graph, LongTextsAreCut) {
  Draft draft = correction(world().alice, 1);
  draft.target(std::string(100'000, 'x'));
  for (const GraphFormat format : formats) {
    const std::string document = document_of({draft.json()}, format);
    EXPECT_LT(document.size(), 40'000U);
    EXPECT_GE(count(document, "xxx\xE2\x80\xA6"), 1U);
  }
}

TEST(Graph, ALongPayloadSaysThatItIsCut) {
  Draft draft = correction(world().alice, 1);
  draft.payload("{\"a\":\"" + std::string(100'000, 'x') + "\"}");
  const std::string page = document_of({draft.json()}, GraphFormat::html);
  EXPECT_LT(page.size(), 60'000U);
  EXPECT_EQ(count(page, "The whole has 100,008 bytes"), 1U);
}

TEST(Graph, AnInvalidEventIsWhereItsInstantPutsIt) {
  const Draft first = correction(world().alice, 1);
  const Draft stranger = correction(world().stranger, 2);
  const Draft last = correction(world().bob, 3);
  const std::vector<Shown> shown =
      shown_events(document_of({"{}", last.json(), stranger.json(), first.json()}, GraphFormat::html));
  ASSERT_EQ(shown.size(), 4U);
  EXPECT_EQ(shown[0].id, event_id(first.digest()));
  EXPECT_EQ(shown[1].id, event_id(stranger.digest()));
  EXPECT_EQ(shown[1].standing, "not valid: unknown_key");
  EXPECT_EQ(shown[2].id, event_id(last.digest()));
  EXPECT_EQ(shown[3].standing, "not valid: malformed");
}

TEST(Graph, LinksSayWhatTheyDo) {
  const Draft first = correction(world().alice, 1);
  Draft second = correction(world().alice, 2);
  second.prev(first.digest()).supersedes({first.digest()});
  Draft third = correction(world().bob, 3);
  third.supersedes({second.digest()});
  const std::string picture = document_of({first.json(), second.json(), third.json()}, GraphFormat::svg);
  EXPECT_EQ(count(picture, "<path class=\"arrow prev\" marker-end"), 2U);  // one of them is in the legend
  EXPECT_EQ(count(picture, "<path class=\"arrow sup\" marker-end"), 2U);
  EXPECT_EQ(count(picture, "<path class=\"arrow void\" marker-end"), 2U);
  const std::vector<Shown> shown =
      shown_events(document_of({first.json(), second.json(), third.json()}, GraphFormat::html));
  EXPECT_EQ(shown[0].standing, "valid, superseded by #2");
  EXPECT_EQ(shown[1].standing, "valid and live");
}

/// Uneventful events: each follows the one before it of its signer.
Events uneventful(std::size_t size, std::vector<Draft>* drafts = nullptr) {
  Events events;
  std::vector<Draft> made;
  for (std::size_t i = 0; i < size; ++i) {
    Draft draft = correction(i % 2 == 0 ? world().alice : world().bob, i);
    if (i >= 2) {
      draft.prev(made[i - 2].digest());
    }
    made.push_back(draft);
    events.push_back(draft.json());
  }
  if (drafts != nullptr) {
    *drafts = made;
  }
  return events;
}

TEST(Graph, UpTo300EventsHaveEachAMark) {
  const Graph graph = graph_of({write_array(uneventful(300))}, GraphFormat::svg);
  EXPECT_EQ(graph.mark_count, 300U);
  EXPECT_EQ(graph.folded_count, 0U);
  EXPECT_EQ(count(graph.document, "folded"), 0U);
}

TEST(Graph, MoreThan300AreFoldedAndItSaysSo) {
  std::vector<Draft> drafts;
  Events events = uneventful(600, &drafts);
  Draft fork = correction(world().alice, 599);
  fork.prev(drafts[298].digest());  // as event 300 does
  events.push_back(fork.json());
  events.push_back(correction(world().stranger, 100).json());
  for (const GraphFormat format : formats) {
    const Graph graph = graph_of({write_array(events)}, format);
    EXPECT_LT(graph.mark_count, 100U);
    EXPECT_GT(graph.folded_count, 590U);
    EXPECT_EQ(count(graph.document, std::to_string(graph.folded_count) + " of 602 events are folded: "), 1U);
  }
  const std::string picture = document_of(events, GraphFormat::svg);
  EXPECT_EQ(count(picture, "<g class=\"mark fork"), 2U);
  EXPECT_EQ(count(picture, "<g class=\"mark bad"), 1U);
  // The numbers on the folded marks, and the others, add up.
  std::size_t shown = 0;
  std::size_t at = 0;
  while (at < picture.size()) {
    const std::string number = between(picture, "\">\xC3\x97", "</text>", at);
    shown += number.empty() ? 0 : std::stoul(number);
  }
  const Graph graph = graph_of({write_array(events)}, GraphFormat::svg);
  EXPECT_EQ(shown, graph.folded_count);
  EXPECT_EQ(graph.folded_count + count(picture, "<g class=\"mark") - count(picture, "<g class=\"mark fold"), 602U);
  EXPECT_EQ(complaint_about_page(events), "");
}

TEST(Graph, AFloodOfJunkIsFoldedByReason) {
  Events events;
  for (std::size_t i = 0; i < 1200; ++i) {
    events.push_back(correction(world().stranger, i).json());
  }
  for (std::size_t i = 0; i < 30; ++i) {
    events.push_back("{\"n\":" + std::to_string(i) + "}");
  }
  const Graph graph = graph_of({write_array(events)}, GraphFormat::svg);
  EXPECT_EQ(graph.event_count, 1230U);
  EXPECT_EQ(graph.folded_count, 1230U);
  EXPECT_LT(graph.mark_count, 40U);
  EXPECT_GE(count(graph.document, "unknown_key"), 1U);
  EXPECT_GE(count(graph.document, "malformed"), 2U);
}

TEST(Graph, ALongChainOfReplacementsIsFolded) {
  Events events;
  std::vector<Draft> drafts;
  for (std::size_t i = 0; i < 1200; ++i) {
    Draft draft = correction(world().alice, i);
    if (i > 0) {
      draft.supersedes({drafts.back().digest()});
    }
    drafts.push_back(draft);
    events.push_back(draft.json());
  }
  const Graph graph = graph_of({write_array(events)}, GraphFormat::svg);
  EXPECT_LT(graph.mark_count, 40U);
  EXPECT_GE(count(graph.document, "replaced in turn"), 1U);
  EXPECT_EQ(count(graph.document, "1,199 superseded"), 2U);  // in the head, and in the title for readers of the screen
}

TEST(Graph, NoEvents) {
  const Graph graph = graph_of({"[]"}, GraphFormat::svg);
  EXPECT_EQ(graph.event_count, 0U);
  EXPECT_EQ(complaint_about_xml(graph.document), "");
  EXPECT_EQ(shown_events(document_of({}, GraphFormat::html)).size(), 0U);
}

}  // namespace
}  // namespace pith::tests::graph
