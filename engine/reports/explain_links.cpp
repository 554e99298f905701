// SPEC 4.9, 6.1: what the links of an event come to.
//
// A chain of events that wait for each other can be as long as the input, so it is followed in a loop, and only its
// first events are listed. Example: a waits for b, b waits for c, and c has no signature. The first cause of a is c,
// `bad_signature`, through b.

#include <algorithm>

#include "engine/merge/state.h"
#include "engine/reports/explain.h"

namespace pith::engine {
namespace {

/// So many events of a chain are asked what they need. Each is looked for among all mentions, and nobody mends a longer
/// chain in one go.
constexpr std::size_t chain_events_max = 16;

/// The first event in a chain of events that wait for each other by `prev_event` which does not wait for another one:
/// it is missing, valid, or invalid for a reason of its own. Calls visit with the digest of each one before it. Linear
/// in the chain; no recursion.
template <class Visit>
Sha256Digest find_end_of_chain(const Decided& decided, Sha256Digest event, Visit visit) {
  const EventStore& store = decided.store();
  while (true) {
    const std::optional<DigestNumber> number = store.find(event);
    const EventIndex index = number ? store.find_authentic(*number) : EventIndex::none();
    if (index.is_none() || decided.resolution.is_valid[index] || store[index].has_bad_receipt) {
      return event;
    }
    visit(event);
    event = store.digest(*store.prev_event(store[index]));
  }
}

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

LinkEffect effect_of(const Decided& decided, EventIndex by, EventIndex target) {
  return find_effect(decided.store(), decided.resolution, by, target);
}

LinkExplanation explain_link(const Decided& decided, std::string_view member, const Sha256Digest& id,
                             const Explanation& explanation) {
  const EventStore& store = decided.store();
  const std::optional<DigestNumber> number = store.find(id);
  const EventIndex target = number ? store.find_authentic(*number) : EventIndex::none();
  LinkExplanation link;
  link.member = member;
  link.id = id;
  if (!target.is_none() && decided.resolution.is_valid[target]) {
    link.outcome = LinkOutcome::valid;
  } else {
    const bool is_event = number && store.entry(*number).is_event();
    link.outcome = is_event ? LinkOutcome::invalid : LinkOutcome::missing;
    link.first_cause = find_first_cause(decided, id);
    if (is_event) {
      link.reason = find_reason(store, decided.resolution, *number);
    }
  }
  if (explanation.is_valid() && member == "supersedes") {
    link.effect = effect_of(decided, store.find_authentic(*store.find(explanation.id)), target);
  }
  return link;
}

}  // namespace

NamedLinks links_of(const Decided& decided, const Sha256Digest& event) {
  const EventStore& store = decided.store();
  NamedLinks links;
  const std::optional<DigestNumber> number = store.find(event);
  if (const EventIndex index = number ? store.find_authentic(*number) : EventIndex::none(); !index.is_none()) {
    if (const std::optional<DigestNumber> prev_event = store.prev_event(store[index])) {
      links.prev_event = store.digest(*prev_event);
    }
    for (const DigestNumber superseded : store.supersedes(store[index])) {
      links.supersedes.push_back(store.digest(superseded));
    }
    return links;
  }
  // The links of each copy are mentioned one after the other. Those of the first copy are enough.
  const auto is_repeated = [&](const Mention& mention) {
    return mention.kind == MentionKind::prev_event ? links.prev_event.has_value() || !links.supersedes.empty()
                                                   : std::find(links.supersedes.begin(), links.supersedes.end(),
                                                               mention.mentioned) != links.supersedes.end();
  };
  for (const Mention& mention : decided.mentions) {
    if (mention.event != event || mention.kind == MentionKind::stated) {
      continue;
    }
    if (is_repeated(mention)) {
      break;
    }
    if (mention.kind == MentionKind::prev_event) {
      links.prev_event = mention.mentioned;
    } else {
      links.supersedes.push_back(mention.mentioned);
    }
  }
  return links;
}

void explain_links(const Decided& decided, Explanation& explanation) {
  const NamedLinks links = links_of(decided, explanation.id);
  if (links.prev_event) {
    explanation.links.push_back(explain_link(decided, "prev_event", *links.prev_event, explanation));
  }
  for (const Sha256Digest& superseded : links.supersedes) {
    explanation.links.push_back(explain_link(decided, "supersedes", superseded, explanation));
  }
}

WaitChain find_wait_chain(const Decided& decided, const Sha256Digest& event) {
  const EventStore& store = decided.store();
  WaitChain chain;
  chain.events.push_back(event);
  while (const std::optional<Sha256Digest> prev_event = links_of(decided, chain.events.back()).prev_event) {
    const Sha256Digest end = find_end_of_chain(decided, *prev_event, [](const Sha256Digest&) {});
    const std::optional<DigestNumber> number = store.find(end);
    if (!number || !store.entry(*number).is_event()) {
      chain.missing = end;
      break;
    }
    if (!find_reason(store, decided.resolution, *number)) {
      break;
    }
    if (chain.events.size() == chain_events_max) {
      chain.is_cut = true;
      break;
    }
    chain.events.push_back(end);
  }
  return chain;
}

}  // namespace pith::engine
