#include "engine/merge/record_events.h"

namespace pith::engine {

AddedEvent RecordEvents::add(canon::Value event, const canon::CanonicalText& text, VerdictCache* verdicts,
                             const KnownRecord* known_record) {
  const EventCopy copy(event, text, keyring_.crypto());
  const DigestNumber number = store_.insert(copy.digest());
  // SPEC 4.3: a copy makes no difference once one is authentic, or if the content decided.
  if (store_.is_decided(number)) {
    return {number, store_.reason_of(number), std::nullopt};
  }
  EventCheck check = check_event(copy, subject_, keyring_, {verdicts, known_record, &refused_});
  if (check.reason && !is_authentic(*check.reason)) {
    store_.note_reason(number, *check.reason);
  } else {
    add_authentic({copy.digest(), *check.content, copy.canonical(check.content->signer),
                   copy.canonical(check.content->payload), check.key->principal, check.reason == Reason::bad_receipt});
  }
  return {number, store_.reason_of(number), std::move(check.content)};
}

}  // namespace pith::engine
