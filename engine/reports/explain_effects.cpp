// SPEC 5.2, 6.1, 7.3: the place of a valid event in application order, and what other events did to it.
//
// Example: e (05 Jan) links to b (20 Jan), so it is applied after p (10 Jan), although its time is before. It waited
// for b, the last of its links that was decided.

#include <algorithm>

#include "engine/merge/equivocation.h"
#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

/// The last of the event's links that was decided. Needs one that passed the checks up to `bad_receipt`.
Sha256Digest find_last_link(const EventStore& store, EventIndex event) {
  std::vector<EventIndex> links;
  for (const DigestNumber link : store.all_links(store[event])) {
    const EventIndex target = store.find_authentic(link);
    if (!target.is_none() && !store[target].has_bad_receipt) {
      links.push_back(target);
    }
  }
  if (links.size() > 1) {  // the order of events that are not valid is not kept
    std::vector<EventIndex> decided;
    resolve(store, &decided);
    const auto is_link = [&](EventIndex other) { return std::find(links.begin(), links.end(), other) != links.end(); };
    return store.id(*std::find_if(decided.rbegin(), decided.rend(), is_link));
  }
  return store.id(links.front());
}

OrderExplanation explain_order(const Decided& decided, EventIndex event) {
  const EventStore& store = decided.store();
  const std::vector<EventIndex>& order = decided.resolution.valid_in_order;
  const auto place = std::find(order.begin(), order.end(), event);
  OrderExplanation explained;
  explained.rank = static_cast<std::size_t>(place - order.begin()) + 1;
  explained.count = order.size();
  if (place == order.begin()) {
    return explained;
  }
  const EventIndex previous = *(place - 1);
  explained.previous = store.id(previous);
  // A greater event was taken first only because this one was not ready.
  const auto is_greater = [&](EventIndex other) { return applies_before(store, event, other); };
  if (std::any_of(order.begin(), place, is_greater)) {
    explained.waited_for = find_last_link(store, event);
  }
  const AuthenticEvent& own = store[event];
  const AuthenticEvent& before = store[previous];
  const bool is_other_time =
      own.created_at_high != before.created_at_high || own.created_at_low != before.created_at_low;
  explained.cause = is_greater(previous)                                ? OrderCause::link
                    : is_other_time                                     ? OrderCause::created_at
                    : own.is_record_created != before.is_record_created ? OrderCause::record_created
                                                                        : OrderCause::event_id;
  return explained;
}

void explain_superseded(const Decided& decided, EventIndex event, Explanation& explanation) {
  const EventStore& store = decided.store();
  if (!decided.resolution.is_superseded[event]) {
    return;
  }
  for (const EventIndex other : decided.resolution.valid_in_order) {
    for (const DigestNumber number : store.supersedes(store[other])) {
      if (number == store[event].number &&
          find_effect(store, decided.resolution, other, event) == LinkEffect::supersedes &&
          ++explanation.superseded_by_count <= listed_faults_max) {
        explanation.superseded_by.push_back(store.id(other));
      }
    }
  }
}

bool links_to(const EventStore& store, EventIndex event, EventIndex other) {
  const std::span<const DigestNumber> links = store.all_links(store[event]);
  return std::find(links.begin(), links.end(), store[other].number) != links.end();
}

void explain_equivocations(const Decided& decided, EventIndex event, Explanation& explanation) {
  const EventStore& store = decided.store();
  for (const Conflict& conflict : find_conflicts(store, decided.resolution)) {
    if (std::find(conflict.events.begin(), conflict.events.end(), event) == conflict.events.end()) {
      continue;
    }
    EquivocationExplanation entry;
    if (conflict.position) {
      entry.position = store.digest(*conflict.position);
    }
    for (const EventIndex other : conflict.events) {
      if (other == event) {
        continue;
      }
      // SPEC 7.2: all share the position, so two conflict unless one names the other.
      const bool conflicts = !links_to(store, event, other) && !links_to(store, other, event);
      std::vector<Sha256Digest>& listed = conflicts ? entry.with : entry.others;
      if (++(conflicts ? entry.with_count : entry.others_count) <= listed_faults_max) {
        listed.push_back(store.id(other));
      }
    }
    entry.is_resolved = is_resolved(decided.resolution, conflict);
    explanation.equivocations.push_back(std::move(entry));
  }
}

}  // namespace

void explain_effects(const Decided& decided, EventIndex event, Explanation& explanation) {
  explanation.is_live = decided.resolution.is_live(event);
  explanation.order = explain_order(decided, event);
  explain_superseded(decided, event, explanation);
  explain_equivocations(decided, event, explanation);
}

}  // namespace pith::engine
