// Which copy of an event goes into a bundle.
//
// Nearly all events have copies that are equal, so nothing is checked until a second, different copy arrives. Then both
// are checked, and the better one stays. Example: a mirror fills the `signature` of an authentic copy with junk. Both
// copies are authentic, and the least in canonical bytes is chosen. Counter-example: taking the first copy would give
// another bundle for another order of the inputs.
//
// A copy that is too deep for a bundle is never authentic (SPEC 4.5, 4.6), so an authentic event is never left out.
//
// Costs a hash for each copy, and a check of SPEC 4 for each copy that differs from the best one so far. Its tests are
// tests/union_bundle_test.cpp and tests/publish/test_bundle.py.

#include "engine/bundles/copy_choice.h"

#include <algorithm>
#include <limits>

#include "canon/parse.h"
#include "engine/events/check_event.h"

namespace pith::engine {
namespace {

/// How far a copy came: an authentic one came further than any that is not.
std::uint8_t reach(const std::optional<Reason>& reason) {
  const bool is_whole = !reason || is_authentic(*reason);
  return is_whole ? std::numeric_limits<std::uint8_t>::max() : static_cast<std::uint8_t>(*reason);
}

}  // namespace

std::uint8_t CopyChoice::reach_of(const EventCopy& copy) const {
  return reach(check_event(copy, events_.subject(), events_.keyring(), {verdicts_, nullptr, nullptr}).reason);
}

std::uint8_t CopyChoice::reach_of(const Chosen& chosen) const {
  if (chosen.reach) {
    return *chosen.reach;
  }
  const Result<canon::Document> document = canon::parse(chosen.json);
  const canon::CanonicalText text(*document);
  return reach_of(EventCopy(document->root(), text, events_.keyring().crypto()));
}

bool CopyChoice::offer(canon::Value event, const canon::CanonicalText& text) {
  const EventCopy copy(event, text, events_.keyring().crypto());
  const DigestNumber number = *events_.store().find(copy.digest());
  if (event.height() > bundled_event_height_max) {
    too_deep_.insert(number);
    return false;
  }
  Chosen& chosen = chosen_[number];
  const std::string_view json = text.of(event);
  if (chosen.json.empty()) {
    chosen.json = json;
    if (!canon::check_size(json.size())) {
      chosen.reach = reach_of(copy);  // it is too large to be parsed again
    }
    return true;
  }
  if (chosen.json == json) {
    return false;
  }
  const std::uint8_t own_reach = reach_of(copy);
  chosen.reach = reach_of(chosen);
  if (own_reach > *chosen.reach || (own_reach == *chosen.reach && json < chosen.json)) {
    chosen = {std::string(json), own_reach};
  }
  return false;
}

std::vector<LeftOut> CopyChoice::list_left_out() const {
  const EventStore& store = events_.store();
  std::vector<LeftOut> left_out;
  const auto leave_out = [&](LeftOutCode code, DigestNumber number, std::string explanation) {
    left_out.push_back({code, store.digest(number), "events", std::move(explanation)});
  };
  for (const DigestNumber number : too_deep_) {
    if (json(number).empty()) {
      leave_out(LeftOutCode::event_too_deep, number, "it is nested too deeply to be in a bundle");
    } else if (reach_of(chosen_[number]) < reach(store.reason_of(number))) {
      leave_out(LeftOutCode::copy_too_deep, number,
                "the copy that came furthest in the checks is nested too deeply to be in a bundle");
    }
  }
  std::sort(left_out.begin(), left_out.end(),
            [](const LeftOut& left, const LeftOut& right) { return *left.event_id < *right.event_id; });
  return left_out;
}

}  // namespace pith::engine
