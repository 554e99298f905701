#include "pith/event_set.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

#include "canon/member.h"
#include "canon/parse.h"
#include "canon/text.h"
#include "canon/write.h"
#include "engine/events/event_id.h"
#include "engine/events/event_store.h"
#include "engine/merge/aliases.h"
#include "engine/merge/equivocation.h"
#include "engine/merge/resolution.h"
#include "engine/merge/state_document.h"

namespace pith {
namespace {

using engine::AuthenticEvent;
using engine::EventSetData;

/// The four named members of a signer alone, out of its canonical form, in canonical form.
std::string named_signer_json(std::string_view signer_json) {
  std::string text;
  for (const std::string_view member : {"key_id", "public_key_fingerprint", "signer_id", "signer_type"}) {
    text += text.empty() ? "{\"" : ",\"";
    text += member;
    text += "\":";
    text += *canon::find_canonical_member(signer_json, member);
  }
  return text + "}";
}

Equivocation describe(const EventSetData& set, const engine::Resolution& resolution, const engine::Conflict& conflict) {
  const AuthenticEvent& first = set.authentic[conflict.events.front()];
  Equivocation equivocation;
  equivocation.event_type = set.class_of(first).event_type;
  equivocation.target = set.class_of(first).target;
  if (conflict.position) {
    equivocation.position = set.digests[*conflict.position];
  }
  equivocation.signer_json = named_signer_json(set.texts(first).signer_json);
  for (const std::uint32_t event : conflict.events) {
    equivocation.event_ids.push_back(set.digests[set.authentic[event].number]);
  }
  const auto live_count = std::count_if(conflict.events.begin(), conflict.events.end(),
                                        [&](std::uint32_t event) { return resolution.is_live(event); });
  equivocation.is_resolved = live_count <= 1;
  return equivocation;
}

// SPEC 6.1, 6.6: warnings, in application order of the events that they are about.
void warn_of_supersedes(const EventSetData& set, const engine::Resolution& resolution, std::vector<Warning>& warnings) {
  for (const std::uint32_t event : resolution.valid_in_order) {
    const AuthenticEvent& authentic = set.authentic[event];
    for (const std::uint32_t number : set.supersedes(authentic)) {
      const std::optional<std::uint32_t> target = set.entries[number].authentic;
      const Sha256Digest& id = set.digests[authentic.number];
      if (!target || !resolution.is_valid[*target]) {
        warnings.push_back({WarningCode::dangling_supersedes, id,
                            "it supersedes " + engine::event_id(set.digests[number]) + ", no valid event here"});
      } else if (set.class_of(set.authentic[*target]).principal != set.class_of(authentic).principal) {
        warnings.push_back({WarningCode::foreign_supersedes, id,
                            "it supersedes " + engine::event_id(set.digests[number]) + ", another signer's"});
      }
    }
  }
}

void warn_of_several_live(const EventSetData& set, const engine::Resolution& resolution,
                          std::vector<Warning>& warnings) {
  for (const std::vector<std::uint32_t>& events : engine::find_several_live(set, resolution)) {
    const AuthenticEvent& first = set.authentic[events.front()];
    warnings.push_back({WarningCode::several_live, set.digests[first.number],
                        "the first of " + std::to_string(events.size()) + " live events of one signer, type " +
                            std::string(set.class_of(first).event_type) + " and target " +
                            std::string(set.class_of(first).target)});
  }
}

/// SPEC 8.1: every event that is not valid, by id.
std::vector<InvalidEvent> list_invalid_events(const EventSetData& set, const engine::Resolution& resolution,
                                              Scope scope) {
  std::vector<InvalidEvent> invalid;
  for (std::uint32_t number = 0; number < set.entries.size(); ++number) {
    const EventSetData::Entry entry = set.entries[number];
    if (entry.authentic) {
      if (!resolution.is_valid[*entry.authentic]) {
        const bool has_bad_receipt = set.authentic[*entry.authentic].has_bad_receipt;
        invalid.push_back({set.digests[number], has_bad_receipt ? Reason::bad_receipt : Reason::prev_event_unresolved});
      }
    } else if (entry.reason && scope == Scope::all) {
      invalid.push_back({set.digests[number], *entry.reason});
    }
  }
  std::sort(invalid.begin(), invalid.end(),
            [](const InvalidEvent& left, const InvalidEvent& right) { return left.id < right.id; });
  return invalid;
}

}  // namespace

std::string_view name(WarningCode code) noexcept {
  switch (code) {
    case WarningCode::alias_left_out:
      return "alias_left_out";
    case WarningCode::dangling_supersedes:
      return "dangling_supersedes";
    case WarningCode::foreign_supersedes:
      return "foreign_supersedes";
    case WarningCode::several_live:
      return "several_live";
    case WarningCode::aliases_of_another_record:
      return "aliases_of_another_record";
    case WarningCode::aliases_not_vouched_for:
      return "aliases_not_vouched_for";
    case WarningCode::keys_vouch_for_themselves:
      return "keys_vouch_for_themselves";
  }
  return "unknown";  // unreachable for a valid code
}

EventSet::EventSet(std::string subject, Keyring keyring)
    : data_(std::make_unique<EventSetData>(std::move(subject), std::move(keyring))) {
  assert(canon::is_utf8(data_->subject));
}
EventSet::EventSet(const EventSet& other) : data_(std::make_unique<EventSetData>(*other.data_)) {}
EventSet::EventSet(EventSet&& other) noexcept = default;
EventSet& EventSet::operator=(const EventSet& other) {
  return *this = EventSet(other);
}
EventSet& EventSet::operator=(EventSet&& other) noexcept = default;
EventSet::~EventSet() = default;

const std::string& EventSet::subject() const noexcept {
  return data_->subject;
}
const Keyring& EventSet::keyring() const noexcept {
  return data_->keyring;
}

Result<EventVerdict> EventSet::add(std::string_view event_json, VerdictCache* verdicts) {
  const Result<canon::Document> document = canon::parse(event_json);
  if (!document) {
    return document.error();
  }
  return data_->add(document->root(), canon::CanonicalText(*document), {verdicts, nullptr});
}

void EventSet::merge(const EventSet& other) {
  // Always checked: events that another keyring trusts would become trusted here.
  if (subject() != other.subject() || keyring() != other.keyring()) {
    throw std::invalid_argument("EventSet::merge needs the same subject and an equal keyring");
  }
  data_->merge(*other.data_);
}

State EventSet::state(std::span<const Alias> aliases, Scope scope) const {
  const EventSetData& set = *data_;
  const engine::Resolution resolution = engine::resolve(set);
  State state;
  engine::AliasUnion united = engine::unite_aliases(aliases);
  for (const Alias* const alias : united.aliases) {
    state.source_aliases.push_back(*alias);
  }
  state.warnings = std::move(united.warnings);
  state.applied_event_ids.reserve(resolution.valid_in_order.size());
  for (const std::uint32_t event : resolution.valid_in_order) {
    state.applied_event_ids.push_back(set.id(event));
  }
  state.invalid_events = list_invalid_events(set, resolution, scope);
  state.event_count = state.applied_event_ids.size() + state.invalid_events.size();
  for (const engine::Conflict& conflict : engine::find_conflicts(set, resolution)) {
    state.equivocations.push_back(describe(set, resolution, conflict));
  }
  warn_of_supersedes(set, resolution, state.warnings);
  warn_of_several_live(set, resolution, state.warnings);
  engine::write_state_document(set, resolution, state);
  return state;
}

}  // namespace pith
