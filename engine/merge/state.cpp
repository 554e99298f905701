// From events to a state: resolve the links (SPEC 5), find what is current (6) and what conflicts (7), and write the
// document (8). Each step is a pure function of the ones before it.

#include "engine/merge/state.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canon/json_writer.h"
#include "canon/member.h"
#include "engine/event_id.h"
#include "engine/merge/aliases.h"
#include "engine/merge/current.h"
#include "engine/merge/equivocation.h"
#include "engine/merge/resolution.h"
#include "engine/merge/state_document.h"
#include "engine/warning.h"

namespace pith::engine {
namespace {

/// SPEC 7.3: the four named members of a signer alone, in canonical form, from the signer's canonical form.
std::string named_signer_json(std::string_view signer_json) {
  canon::TextSink sink;
  canon::JsonWriter out(sink);
  out.begin_object();
  for (const std::string_view member : {"key_id", "public_key_fingerprint", "signer_id", "signer_type"}) {
    out.key(member);
    out.json(*canon::find_canonical_member(signer_json, member));
  }
  out.end_object();
  return std::move(sink.text);
}

/// SPEC 7.3: an entry of `equivocations`.
Equivocation describe(const EventStore& store, const Resolution& resolution, const Conflict& conflict) {
  const EventIndex first = conflict.events.front();
  Equivocation equivocation;
  equivocation.event_type = store.class_of(first).event_type;
  equivocation.target = store.class_of(first).target;
  if (conflict.position) {
    equivocation.position = store.digest(*conflict.position);
  }
  equivocation.signer_json = named_signer_json(store.texts(first).signer_json);
  for (const EventIndex event : conflict.events) {
    equivocation.event_ids.push_back(store.id(event));
  }
  equivocation.is_resolved = is_resolved(resolution, conflict);
  return equivocation;
}

// SPEC 6.1: an entry of `supersedes` that names no valid event, or another principal's, has no effect and gives a
// warning. In application order of the events that have such an entry.
void warn_of_supersedes(const EventStore& store, const Resolution& resolution, std::vector<Warning>& warnings) {
  for (const EventIndex event : resolution.valid_in_order) {
    for (const DigestNumber number : store.supersedes(store[event])) {
      const LinkEffect effect = find_effect(store, resolution, event, store.find_authentic(number));
      if (effect == LinkEffect::dangling_supersedes) {
        warnings.push_back(make_warning(
            WarningCode::dangling_supersedes,
            "it supersedes " + event_id(store.digest(number)) + ", which is not a valid event here", store.id(event)));
      } else if (effect == LinkEffect::foreign_supersedes) {
        warnings.push_back(make_warning(
            WarningCode::foreign_supersedes,
            "it supersedes " + event_id(store.digest(number)) + ", which another signer signed", store.id(event)));
      }
    }
  }
}

// SPEC 6.6: more than one live event of one principal, type and target.
void warn_of_several_live(const EventStore& store, const Resolution& resolution, std::vector<Warning>& warnings) {
  for (const std::vector<EventIndex>& events : find_several_live(store, resolution)) {
    const EventClass& event_class = store.class_of(events.front());
    warnings.push_back(make_warning(WarningCode::several_live,
                                    "the first of " + std::to_string(events.size()) +
                                        " live events of one signer with type " + std::string(event_class.event_type) +
                                        " and target " + std::string(event_class.target),
                                    store.id(events.front())));
  }
}

/// SPEC 8.1: every event that is not valid, by id. SPEC 8.4: without those that are not authentic, if asked.
std::vector<InvalidEvent> list_invalid_events(const EventStore& store, const Resolution& resolution, Scope scope) {
  std::vector<InvalidEvent> invalid;
  for (const DigestNumber number : store.digest_numbers()) {
    const std::optional<Reason> reason = find_reason(store, resolution, number);
    if (reason && (scope == Scope::all || is_authentic(*reason))) {
      invalid.push_back({store.digest(number), *reason});
    }
  }
  std::sort(invalid.begin(), invalid.end(),
            [](const InvalidEvent& left, const InvalidEvent& right) { return left.id < right.id; });
  return invalid;
}

std::vector<Sha256Digest> list_ids(const EventStore& store, const std::vector<EventIndex>& events) {
  std::vector<Sha256Digest> ids;
  ids.reserve(events.size());
  for (const EventIndex event : events) {
    ids.push_back(store.id(event));
  }
  return ids;
}

/// What of a state depends on the scope, apart from the aliases.
void list_events(const EventStore& store, const Resolution& resolution, Scope scope, State& state) {
  state.invalid_events = list_invalid_events(store, resolution, scope);
  state.event_count = state.applied_event_ids.size() + state.invalid_events.size();
}

/// Everything but the document and its hash.
State list_state(const EventStore& store, const Resolution& resolution, std::span<const Alias> aliases, Scope scope) {
  State state;
  AliasUnion united = unite_aliases(aliases);
  for (const Alias* const alias : united.aliases) {
    state.source_aliases.push_back(*alias);
  }
  state.applied_event_ids = list_ids(store, resolution.valid_in_order);
  list_events(store, resolution, scope, state);
  for (const Conflict& conflict : find_conflicts(store, resolution)) {
    state.equivocations.push_back(describe(store, resolution, conflict));
  }
  state.warnings = std::move(united.warnings);
  warn_of_supersedes(store, resolution, state.warnings);
  warn_of_several_live(store, resolution, state.warnings);
  return state;
}

}  // namespace

std::optional<Reason> find_reason(const EventStore& store, const Resolution& resolution, DigestNumber number) {
  const Entry entry = store.entry(number);
  if (!entry.authentic) {
    return entry.reason;
  }
  if (resolution.is_valid[*entry.authentic]) {
    return std::nullopt;
  }
  return store[*entry.authentic].has_bad_receipt ? Reason::bad_receipt : Reason::prev_event_unresolved;
}

State compute_state(const RecordEvents& events, std::span<const Alias> aliases, Scope scope) {
  const EventStore& store = events.store();
  const Resolution resolution = resolve(store);
  // SPEC 8.4: the state of the authentic events alone has empty `source_aliases`.
  const std::span<const Alias> shown = scope == Scope::authentic_only ? std::span<const Alias>() : aliases;
  State state = list_state(store, resolution, shown, scope);
  write_state_document(events, select_current(store, resolution), state);
  return state;
}

StateAndAuthenticHash compute_state_and_authentic_hash(const RecordEvents& events, std::span<const Alias> aliases) {
  const EventStore& store = events.store();
  const Resolution resolution = resolve(store);
  const CurrentEvents current = select_current(store, resolution);
  StateAndAuthenticHash result{list_state(store, resolution, aliases, Scope::all), {}, std::nullopt};
  write_state_document(events, current, result.state);
  // SPEC 8.4: what is valid and what conflicts is the same without junk and aliases.
  State authentic;
  authentic.applied_event_ids = result.state.applied_event_ids;
  authentic.equivocations = result.state.equivocations;
  list_events(store, resolution, Scope::authentic_only, authentic);
  result.authentic_sha256 = hash_state(events, current, authentic).sha256;
  static_assert(listed_types.front().event_type == "graph_snapshot");
  if (const std::vector<EventIndex>& snapshots = current.lists.front(); !snapshots.empty()) {
    result.newest_graph_snapshot = store.id(snapshots.back());
  }
  return result;
}

}  // namespace pith::engine
