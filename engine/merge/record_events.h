#ifndef PITH_ENGINE_MERGE_RECORD_EVENTS_H
#define PITH_ENGINE_MERGE_RECORD_EVENTS_H

#include <optional>
#include <string>
#include <utility>

#include "canon/document.h"
#include "canon/write.h"
#include "engine/events/check_event.h"
#include "engine/events/event_store.h"
#include "engine/events/refused_signatures.h"
#include "pith/keyring.h"
#include "pith/verdict_cache.h"

namespace pith::engine {

/// The result of adding one copy of an event.
struct AddedEvent {
  DigestNumber number;                  ///< of its digest in the store
  std::optional<Reason> reason;         ///< of the event, given all copies so far; up to `bad_receipt`
  std::optional<EventContent> content;  ///< unless `malformed`, or decided by an earlier copy; views of the document
};

/// The events of one record under one keyring: what the public EventSet owns. A value; copies are independent.
class RecordEvents {
 public:
  RecordEvents(std::string subject, Keyring keyring) : subject_(std::move(subject)), keyring_(std::move(keyring)) {}

  /// SPEC 4: checks one copy of an event and adds it. Neither `verdicts` nor `known_record` changes the result; both
  /// may be null.
  AddedEvent add(canon::Value event, const canon::CanonicalText& text, VerdictCache* verdicts = nullptr,
                 const KnownRecord* known_record = nullptr);

  /// Adds an event that was verified elsewhere.
  void add_authentic(const NewEvent& event) { store_.add_authentic(keyring_.crypto(), event); }

  /// SPEC 10.2: adds all events of another set. Needs the same subject and an equal keyring.
  void merge(const RecordEvents& other) { store_.merge(other.store_); }

  const std::string& subject() const { return subject_; }
  const Keyring& keyring() const { return keyring_; }
  const EventStore& store() const { return store_; }

 private:
  std::string subject_;
  Keyring keyring_;
  EventStore store_;
  RefusedSignatures refused_;
};

}  // namespace pith::engine

#endif
