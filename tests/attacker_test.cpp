// SPEC 10, promise 3: what an attacker without a trusted key adds changes only the four members that the promise names.
// Each property compares the state with the junk to the state without it.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "tests/support/forgery.h"
#include "tests/support/property.h"
#include "tests/support/reference_json.h"

namespace pith::tests {
namespace {

using Events = std::vector<std::string>;

/// The document without the four members that junk may change.
std::string without_counts(const std::string& document) {
  reference::Json state = *reference::read(document);
  for (const char* const member : {"event_count", "invalid_event_count", "invalid_events", "state_sha256"}) {
    state.members.erase(member);
  }
  return reference::write(state);
}

/// Compares the state with junk to the state without it. Returns what is wrong, or the empty text.
std::string junk_shows(const Events& clean_events, const Events& all_events) {
  const EventSet clean_set = set_of(clean_events);
  const EventSet dirty_set = set_of(all_events);
  const State clean = clean_set.state();
  const State dirty = dirty_set.state();
  std::set<Sha256Digest> known(clean.applied_event_ids.begin(), clean.applied_event_ids.end());
  std::size_t still_invalid = 0;
  for (const InvalidEvent& event : clean.invalid_events) {
    known.insert(event.id);
    still_invalid += static_cast<std::size_t>(
        std::count_if(dirty.invalid_events.begin(), dirty.invalid_events.end(),
                      [&](const InvalidEvent& other) { return other.id == event.id && other.reason == event.reason; }));
  }
  for (const InvalidEvent& event : dirty.invalid_events) {
    if (!known.contains(event.id) && is_authentic(event.reason)) {
      return "junk is authentic: " + to_hex(event.id);
    }
  }
  if (still_invalid != clean.invalid_events.size()) {
    return "an authentic event has another reason";
  }
  if (dirty.event_count != dirty.applied_event_ids.size() + dirty.invalid_events.size()) {
    return "the counts do not add up";
  }
  const std::string authentic = dirty_set.state({}, Scope::authentic_only).document;
  const std::string wrong = unequal("the rest", without_counts(dirty.document), without_counts(clean.document));
  return wrong.empty() ? unequal("the state of the authentic events", authentic, clean.document) : wrong;
}

/// The claim of promise 3. `clean` are the authentic events, and every other event is junk.
Claim junk_changes_nothing(const Events& clean) {
  const std::set<std::string> authentic(clean.begin(), clean.end());
  return [authentic](const Events& events) {
    Events kept;
    std::copy_if(events.begin(), events.end(), std::back_inserter(kept),
                 [&](const std::string& event) { return authentic.contains(event); });
    return junk_shows(kept, events);
  };
}

void hold_against(const std::string& property, const Draw& run, const Events& authentic, const Events& junk) {
  Events all = junk;  // junk first: whoever comes first must gain nothing by it
  all.insert(all.end(), authentic.begin(), authentic.end());
  Chance chance(run.seed);
  if (chance.percent(50)) {
    chance.shuffle(all);
  }
  hold(property, "10.3", run, all, junk_changes_nothing(authentic));
}

RC_GTEST_PROP(Promise10_3, FaultyEventsAndCopiesChangeNoMoreThanTheCounts, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  hold_against("Promise10_3_Faulty", run, scenario.authentic, scenario.unauthentic);
}

RC_GTEST_PROP(Promise10_3, ForgeriesChangeNoMoreThanTheCounts, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  RC_PRE(!scenario.authentic.empty());
  Chance chance(run.seed + 1);
  Events junk;
  for (std::size_t count = 2 * scenario.authentic.size(); count > 0; --count) {
    junk.push_back(forge(world(), scenario.authentic, chance));
  }
  hold_against("Promise10_3_Forged", run, scenario.authentic, junk);
}

RC_GTEST_PROP(Promise10_3, FlippingABitOfSignedContentMakesJunk, ()) {
  const Draw run = draw();
  const Scenario scenario = scenario_of(run);
  RC_PRE(!scenario.authentic.empty());
  Chance chance(run.seed + 1);
  Events junk;
  for (int count = 30; count > 0; --count) {
    const std::string& event = chance.pick(scenario.authentic);
    const std::size_t bit = chance.below(content_bits(event));
    if (const std::optional<std::string> flipped = with_flipped_bit(event, bit, chance.percent(50))) {
      junk.push_back(*flipped);
    }
  }
  hold_against("Promise10_3_Flipped", run, scenario.authentic, junk);
}

/// An event by alice that has everything that is compared or hashed.
Draft thorough_event() {
  return Draft(world().alice, world().record.pith_number)
      .type("correction")
      .at("2026-07-01T00:00:00.5Z")
      .payload("{\"number\":1.5e-7,\"text\":\"\\u0001\uFB33\U0001F600\",\"list\":[true,null,12]}")
      .prev(crypto().sha256("before"))
      .supersedes({crypto().sha256("before"), crypto().sha256("other")});
}

TEST(Promise10_3, EveryBitOfOneEventsContent) {
  const std::string event = thorough_event().json();
  const Sha256Digest id = thorough_event().digest();
  std::size_t tried = 0;
  for (std::size_t bit = 0; bit < content_bits(event); ++bit) {
    for (const bool is_hashed_again : {false, true}) {
      const std::optional<std::string> flipped = with_flipped_bit(event, bit, is_hashed_again);
      if (!flipped) {
        continue;
      }
      ++tried;
      const Result<EventVerdict> verdict = world().events().add(*flipped);
      ASSERT_TRUE(verdict.ok()) << bit << ": " << *flipped;
      EXPECT_NE(verdict->id, id) << bit << ": " << *flipped;
      EXPECT_TRUE(verdict->reason && !is_authentic(*verdict->reason)) << bit << ": " << *flipped;
    }
  }
  EXPECT_GT(tried, 5000U) << "most flipped bits should leave valid JSON";
}

TEST(Promise10_3, EveryBitOfOneSignature) {
  const Draft draft = thorough_event();
  const std::string signature = world().alice.sign(draft.digest());
  for (std::size_t bit = 0; bit < 512; ++bit) {
    // A base64 digit holds six bits, the highest first.
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string flipped = signature;
    char& digit = flipped[bit / 6];
    digit = digits[digits.find(digit) ^ (32U >> (bit % 6))];
    EventSet events = world().events();
    EXPECT_EQ(reason_name(add(events, Draft(draft).set_signature("signature_b64", quote(flipped))).reason),
              "bad_signature")
        << bit;
  }
}

}  // namespace
}  // namespace pith::tests
