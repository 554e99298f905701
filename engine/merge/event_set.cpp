// The public EventSet: a handle on RecordEvents.

#include "pith/event_set.h"

#include <cassert>
#include <stdexcept>
#include <utility>

#include "canon/parse.h"
#include "canon/text.h"
#include "canon/write.h"
#include "containers/throw_failure.h"
#include "engine/merge/input_sha256.h"
#include "engine/merge/record_events.h"
#include "engine/merge/state.h"

namespace pith {

EventSet::EventSet(std::string subject, Keyring keyring)
    : events_(std::make_unique<engine::RecordEvents>(std::move(subject), std::move(keyring))) {
  assert(canon::is_utf8(events_->subject()));
}
EventSet::EventSet(const EventSet& other) : events_(std::make_unique<engine::RecordEvents>(*other.events_)) {}
EventSet::EventSet(EventSet&& other) noexcept = default;
EventSet& EventSet::operator=(const EventSet& other) {
  return *this = EventSet(other);
}
EventSet& EventSet::operator=(EventSet&& other) noexcept = default;
EventSet::~EventSet() = default;

const std::string& EventSet::subject() const noexcept {
  return events_->subject();
}
const Keyring& EventSet::keyring() const noexcept {
  return events_->keyring();
}

Result<EventVerdict> EventSet::add(std::string_view event_json, VerdictCache* verdicts) {
  const Result<canon::Document> document = canon::parse(event_json);
  if (!document) {
    return document.error();
  }
  const engine::AddedEvent added = events_->add(document->root(), canon::CanonicalText(*document), verdicts);
  return EventVerdict{events_->store().digest(added.number), added.reason};
}

void EventSet::merge(const EventSet& other) {
  // Always checked: events that another keyring trusts would become trusted here.
  if (subject() != other.subject() || keyring() != other.keyring()) {
    containers::throw_failure(std::invalid_argument("EventSet::merge needs the same subject and an equal keyring"));
  }
  events_->merge(*other.events_);
}

State EventSet::state(std::span<const Alias> aliases, Scope scope) const {
  return engine::compute_state(*events_, aliases, scope);
}

Sha256Digest EventSet::input_sha256(std::span<const Alias> aliases) const {
  return engine::compute_input_sha256(*events_, aliases);
}

}  // namespace pith
