// SPEC 4.9, 5, 6.1 and 7 on random sets of events. The expected values come from a slow implementation of the rules
// here, which follows them word for word.

#include "engine/merge/resolution.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "canon/parse.h"
#include "engine/merge/equivocation.h"
#include "engine/merge/record_events.h"
#include "pith/event_set.h"
#include "tests/support/chance.h"

namespace pith::tests {
namespace {

struct Event {
  Sha256Digest id = {};
  canon::Instant created_at;
  std::string type;
  std::string target;
  std::uint32_t principal = 0;
  bool has_bad_receipt = false;
  std::optional<Sha256Digest> prev_event;
  std::vector<Sha256Digest> supersedes;
};
using EventsById = std::map<Sha256Digest, Event>;
using Ids = std::vector<Sha256Digest>;

std::vector<Sha256Digest> links_of(const Event& event) {
  Ids links = event.supersedes;
  if (event.prev_event) {
    links.push_back(*event.prev_event);
  }
  return links;
}

/// Events whose ids often begin alike, with few times and few principals. Some links name events that are absent.
EventsById make_events(Chance& chance) {
  Ids ids;
  const std::size_t count = chance.below(80);
  while (ids.size() < count) {
    Sha256Digest id = {};
    id.bytes[0] = static_cast<std::uint8_t>(64 * chance.below(4));
    for (const std::size_t i : std::initializer_list<std::size_t>{4, 9, 31}) {
      id.bytes[i] = static_cast<std::uint8_t>(chance.below(i == 31 ? 256 : 2));
    }
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
      ids.push_back(id);
    }
  }
  const std::size_t second_count = 1 + chance.below(8);
  const std::size_t link_percent = chance.below(100);
  EventsById events;
  for (std::size_t i = 0; i < count; ++i) {
    const auto earlier = [&] {
      return i == 0 || chance.percent(5) ? Sha256Digest{{255, static_cast<std::uint8_t>(chance.below(3))}}
                                         : ids[i - 1 - chance.below(std::min<std::size_t>(i, 1 + chance.below(80)))];
    };
    Event event;
    event.id = ids[i];
    event.created_at = {static_cast<std::int64_t>(chance.below(second_count)),
                        static_cast<std::uint32_t>(chance.percent(30) ? chance.below(70) : 0)};
    event.type = chance.percent(10) ? "record_created" : chance.percent(80) ? "correction" : "other";
    event.target = chance.percent(80) ? "x" : "y";
    event.principal = static_cast<std::uint32_t>(chance.percent(80) ? 0 : 1);
    event.has_bad_receipt = event.type == "record_created" && chance.percent(50);
    if (chance.percent(link_percent)) {
      event.prev_event = earlier();
    }
    while (chance.percent(link_percent) && event.supersedes.size() < 5) {
      const Sha256Digest superseded = earlier();
      if (std::count(event.supersedes.begin(), event.supersedes.end(), superseded) == 0) {
        event.supersedes.push_back(superseded);
      }
    }
    events.emplace(event.id, event);
  }
  return events;
}

struct Expected {
  Ids valid_in_order;
  std::set<Sha256Digest> superseded;
  /// By type, target, position (null first) and first id, as SPEC 7.3 sorts them.
  std::set<std::tuple<std::string, std::string, std::optional<Sha256Digest>, Ids>> conflicts;
};

// SPEC 5.2: repeatedly take the least event by 5.1 among those whose links to others of them are all taken.
Ids application_order(const EventsById& events) {
  Ids left;
  for (const auto& [id, event] : events) {
    if (!event.has_bad_receipt) {
      left.push_back(id);
    }
  }
  const auto key = [&](const Sha256Digest& id) {
    const Event& event = events.at(id);
    return std::tuple(event.created_at.seconds, event.created_at.nanoseconds, event.type != "record_created", id);
  };
  Ids order;
  while (!left.empty()) {
    std::optional<Sha256Digest> least;
    for (const Sha256Digest& id : left) {
      const Ids links = links_of(events.at(id));
      const bool is_ready = std::none_of(links.begin(), links.end(), [&](const Sha256Digest& link) {
        return std::find(left.begin(), left.end(), link) != left.end();
      });
      if (is_ready && (!least || key(id) < key(*least))) {
        least = id;
      }
    }
    order.push_back(*least);
    left.erase(std::find(left.begin(), left.end(), *least));
  }
  return order;
}

Expected expect_of(const EventsById& events) {
  Expected expected;
  std::set<Sha256Digest> valid;
  for (const Sha256Digest& id : application_order(events)) {
    if (!events.at(id).prev_event || valid.contains(*events.at(id).prev_event)) {
      valid.insert(id);
      expected.valid_in_order.push_back(id);
    }
  }
  std::map<std::tuple<std::string, std::string, std::optional<Sha256Digest>, std::uint32_t>, Ids> places;
  for (const Sha256Digest& id : valid) {
    const Event& event = events.at(id);
    for (const Sha256Digest& superseded : event.supersedes) {
      if (valid.contains(superseded) && events.at(superseded).principal == event.principal) {
        expected.superseded.insert(superseded);
      }
    }
    const Ids links = event.prev_event ? Ids{*event.prev_event} : event.supersedes;
    for (const Sha256Digest& link : links) {
      places[{event.type, event.target, link, event.principal}].push_back(id);
    }
    if (links.empty()) {
      places[{event.type, event.target, std::nullopt, event.principal}].push_back(id);
    }
  }
  const auto names = [&](const Sha256Digest& from, const Sha256Digest& to) {
    const Ids links = links_of(events.at(from));
    return std::find(links.begin(), links.end(), to) != links.end();
  };
  for (const auto& entry : places) {
    const Ids& ids = entry.second;
    Ids conflicting;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(conflicting), [&](const Sha256Digest& id) {
      return std::any_of(ids.begin(), ids.end(), [&](const Sha256Digest& other) {
        return other != id && !names(id, other) && !names(other, id);
      });
    });
    if (!conflicting.empty()) {
      expected.conflicts.emplace(std::get<0>(entry.first), std::get<1>(entry.first), std::get<2>(entry.first),
                                 conflicting);
    }
  }
  return expected;
}

void enter(engine::RecordEvents& events, const Event& event, canon::Value empty) {
  const engine::EventContent content{event.type, "s", event.target, "t", "1.0", event.created_at, empty,
                                     empty,      "",  "",           "",  "",    event.prev_event, event.supersedes};
  events.add_authentic(
      {event.id, content, "{}", "{}", {{static_cast<std::uint8_t>(event.principal)}}, event.has_bad_receipt});
}

void check(const engine::RecordEvents& set, const EventsById& events, const Expected& expected) {
  const engine::EventStore& store = set.store();
  const engine::Resolution resolution = engine::resolve(store);
  Ids valid_in_order;
  std::set<Sha256Digest> superseded;
  for (const engine::EventIndex event : resolution.valid_in_order) {
    valid_in_order.push_back(store.id(event));
    RC_ASSERT(resolution.is_valid[event]);
    if (!resolution.is_live(event)) {
      superseded.insert(store.id(event));
    }
  }
  RC_ASSERT(store.authentic_count() == events.size());
  RC_ASSERT(valid_in_order == expected.valid_in_order);
  RC_ASSERT(superseded == expected.superseded);
  std::vector<std::tuple<std::string, std::string, std::optional<Sha256Digest>, Ids>> conflicts;
  for (const engine::Conflict& conflict : engine::find_conflicts(store, resolution)) {
    Ids ids;
    for (const engine::EventIndex event : conflict.events) {
      ids.push_back(store.id(event));
    }
    const Event& first = events.at(ids.front());
    conflicts.emplace_back(first.type, first.target,
                           conflict.position ? std::optional(store.digest(*conflict.position)) : std::nullopt, ids);
  }
  RC_ASSERT(std::equal(conflicts.begin(), conflicts.end(), expected.conflicts.begin(), expected.conflicts.end()));
}

RC_GTEST_PROP(Resolution, FollowsTheRulesWordForWord, (std::uint64_t seed)) {
  static const canon::Document empty = *canon::parse("{}");
  static const Keyring keyring = Keyring::registry();
  Chance chance(seed);
  const EventsById events = make_events(chance);
  const Expected expected = expect_of(events);
  std::vector<const Event*> arrivals;
  for (const auto& [id, event] : events) {
    arrivals.push_back(&event);
  }
  chance.shuffle(arrivals);
  engine::RecordEvents whole("s", keyring);
  engine::RecordEvents left("s", keyring);
  engine::RecordEvents right("s", keyring);
  for (const Event* const event : arrivals) {
    enter(whole, *event, empty.root());
    if (chance.percent(25)) {
      enter(whole, *event, empty.root());  // a copy
    }
    enter(chance.percent(50) ? left : right, *event, empty.root());
  }
  check(whole, events, expected);
  left.merge(right);
  check(left, events, expected);
}

}  // namespace
}  // namespace pith::tests
