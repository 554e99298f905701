// SPEC 4.9, 5.2, 6.1, 7.3: what the links of an event come to, and what other events did to it.
//
// A chain of events that wait for each other can be as long as the input, so it is followed in a loop, and only its
// first events are listed. Example: a waits for b, b waits for c, and c has no signature. The first cause of a is c,
// `bad_signature`, through b.

#include <algorithm>

#include "engine/merge/equivocation.h"
#include "engine/merge/state.h"
#include "engine/reports/explain.h"

namespace pith::engine {

// SPEC 6.1: an entry of `supersedes` has no effect if it names no valid event or another principal's.
LinkEffect find_effect(const EventStore& store, const Resolution& resolution, EventIndex by, EventIndex target) {
  if (target.is_none() || !resolution.is_valid[target]) {
    return LinkEffect::dangling_supersedes;
  }
  const bool is_own = store.class_of(by).principal == store.class_of(target).principal;
  return is_own ? LinkEffect::supersedes : LinkEffect::foreign_supersedes;
}

namespace {

FirstCause find_first_cause(const Decided& decided, const Sha256Digest& event) {
  FirstCause cause;
  cause.id = find_end_of_chain(decided, event, [&](const Sha256Digest& waiting) {
    if (++cause.through_count <= listed_faults_max) {
      cause.through.push_back(waiting);
    }
  });
  if (const std::optional<DigestNumber> number = decided.store().find(cause.id)) {
    cause.reason = find_reason(decided.store(), decided.resolution, *number);
  }
  return cause;
}

/// In which way each first cause fails, in the copy that came furthest.
void find_details(const Decided& decided, CopyFinder& copies, VerdictCache* verdicts, Explanation& explanation) {
  std::vector<Sha256Digest> wanted;
  for (const LinkExplanation& link : explanation.links) {
    if (link.first_cause && link.first_cause->reason) {
      wanted.push_back(link.first_cause->id);
    }
  }
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  for_each_deciding_copy(decided, copies, verdicts, wanted, [&](const DecidingCopy& deciding) {
    if (!deciding.check.reason) {
      return;
    }
    for (LinkExplanation& link : explanation.links) {
      if (link.first_cause && link.first_cause->id == deciding.copy.digest()) {
        link.first_cause->detail = deciding.check.fault.detail;
        link.first_cause->member = fault_path(*deciding.check.reason, deciding.check.fault.member);
      }
    }
  });
}

LinkEffect effect_of(const Decided& decided, EventIndex by, EventIndex target) {
  return find_effect(decided.store(), decided.resolution, by, target);
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
  if (applies_before(store, event, previous)) {
    // It was not ready when the previous one was taken. So it links to that, or to a later event that is not valid.
    explained.cause = OrderCause::link;
    for (const DigestNumber link : store.all_links(store[event])) {
      const EventIndex target = store.find_authentic(link);
      if (target == previous) {
        explained.waited_for = {store.digest(link)};
        return explained;
      }
      if (!target.is_none() && !decided.resolution.is_valid[target] && !store[target].has_bad_receipt) {
        explained.waited_for.push_back(store.digest(link));
      }
    }
    return explained;
  }
  const AuthenticEvent& own = store[event];
  const AuthenticEvent& before = store[previous];
  const bool is_later = own.created_at_high != before.created_at_high || own.created_at_low != before.created_at_low;
  explained.cause = is_later                                            ? OrderCause::created_at
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
      if (number == store[event].number && effect_of(decided, other, event) == LinkEffect::supersedes &&
          ++explanation.superseded_by_count <= listed_faults_max) {
        explanation.superseded_by.push_back(store.id(other));
      }
    }
  }
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
    entry.with_count = conflict.events.size() - 1;
    std::size_t live_count = 0;
    for (const EventIndex other : conflict.events) {
      live_count += decided.resolution.is_live(other) ? 1U : 0U;
      if (other != event && entry.with.size() < listed_faults_max) {
        entry.with.push_back(store.id(other));
      }
    }
    entry.is_resolved = live_count <= 1;
    explanation.equivocations.push_back(std::move(entry));
  }
}

}  // namespace

void for_each_deciding_copy(const Decided& decided, CopyFinder& copies, VerdictCache* verdicts,
                            const std::vector<Sha256Digest>& events,
                            const std::function<void(const DecidingCopy&)>& visit) {
  const RecordEvents& merged = decided.events;
  std::vector<Sha256Digest> remaining = events;
  copies.for_each_copy(events, [&](const EventCopy& copy, const CopyPlace&) {
    const auto wanted = std::find(remaining.begin(), remaining.end(), copy.digest());
    if (wanted == remaining.end()) {
      return !remaining.empty();
    }
    const EventCheck check = check_event(copy, merged.subject(), merged.keyring(), {verdicts});
    if (check.reason == merged.store().reason_of(*merged.store().find(copy.digest()))) {
      visit({copy, check});
      remaining.erase(wanted);
    }
    return !remaining.empty();
  });
}

void explain_links(const Decided& decided, CopyFinder& copies, VerdictCache* verdicts, Explanation& explanation) {
  const EventStore& store = decided.store();
  const EventIndex event = store.find_authentic(*store.find(explanation.id));
  for (LinkExplanation& link : explanation.links) {
    const std::optional<DigestNumber> number = store.find(link.id);
    const EventIndex target = number ? store.find_authentic(*number) : EventIndex::none();
    if (!target.is_none() && decided.resolution.is_valid[target]) {
      link.outcome = LinkOutcome::valid;
    } else {
      const bool is_event = number && store.entry(*number).is_event();
      link.outcome = is_event ? LinkOutcome::invalid : LinkOutcome::missing;
      link.first_cause = find_first_cause(decided, link.id);
      if (is_event) {
        link.reason = find_reason(store, decided.resolution, *number);
      }
    }
    if (explanation.is_valid() && link.member == "supersedes") {
      link.effect = effect_of(decided, event, target);
    }
  }
  find_details(decided, copies, verdicts, explanation);
}

void explain_effects(const Decided& decided, EventIndex event, Explanation& explanation) {
  explanation.is_live = decided.resolution.is_live(event);
  explanation.order = explain_order(decided, event);
  explain_superseded(decided, event, explanation);
  explain_equivocations(decided, event, explanation);
}

}  // namespace pith::engine
