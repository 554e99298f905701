#ifndef PITH_EVENT_SET_H
#define PITH_EVENT_SET_H

/// @file
/// The merge: a set of events, and the state that follows from it.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pith/event.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/state.h"
#include "pith/verdict_cache.h"

namespace pith {

namespace engine {
class RecordEvents;
}

/// Which events a state is about.
enum class Scope : std::uint8_t {
  all,             ///< every distinct event, invalid ones counted and listed
  authentic_only,  ///< only those that a trusted key signed, without aliases; nothing else changes it (SPEC 8.4)
};

/// The events of one record under one keyring. A join-semilattice: events can be added in any order and any number of
/// times, and sets can be merged in any grouping. Sets of the same events give the same state (SPEC 10). A value:
/// copies are independent. A set has room for 2,147,483,646 ids: those of its events, and those that its authentic
/// events link to. If it is full, every call that adds events throws SystemFailure.
class PITH_API EventSet {
 public:
  /// An empty set for the record with that Pith Number. An event with another subject is `subject_mismatch`.
  /// Needs a subject that is UTF-8.
  EventSet(std::string subject, Keyring keyring);
  /// @{
  /// A copy has the same events, keys and subject.
  EventSet(const EventSet& other);
  EventSet(EventSet&& other) noexcept;
  EventSet& operator=(const EventSet& other);
  EventSet& operator=(EventSet&& other) noexcept;
  /// @}
  ~EventSet();

  /// Adds one event, or one more copy of it. Any JSON value may be added; one that is not an object is `malformed`.
  /// SPEC 4. If `verdicts` is not null, the signature is looked up there before it is verified, and a new verdict is
  /// added.
  /// Returns the event's id and what is known about the event so far.
  /// Errors: a code of SPEC 1.4 if the text is not acceptable JSON, or `unreadable` over the size limit; then nothing
  /// is added. Time n log n in the text, and one signature verification, unless an earlier check fails or a copy is
  /// already authentic. Does not keep the text.
  Result<EventVerdict> add(std::string_view event_json, VerdictCache* verdicts = nullptr);

  /// Adds all events of another set, which may be this one. SPEC 10.2.
  /// Needs the same subject and an equal keyring. This is always checked, because trust depends on it. If they differ,
  /// throws std::invalid_argument and changes nothing.
  /// Time n log n, memory proportional to n, in what the other set holds.
  void merge(const EventSet& other);

  /// The state of all events added so far. An alias whose time is not an instant is left out with a warning. SPEC 5
  /// to 8. For Scope::authentic_only the aliases are not used, because that state has none (SPEC 8.4).
  /// Needs aliases that are UTF-8. Time n log n, memory proportional to n, in the events and their links.
  State state(std::span<const Alias> aliases = {}, Scope scope = Scope::all) const;

  /// SHA-256 over the subject, keys and aliases, and each event's id with its reason up to `bad_signature`. SPEC 9.6.
  /// It is the same for either Scope. If it is equal for two sets and their states differ, then one of the two merged
  /// them wrongly, or they trust one key in two ways (SPEC 11). If it differs, they were given different things, but
  /// these may be junk or aliases alone. So it does not tell whether the states of the authentic events differ.
  /// Time n log n, memory proportional to n, in the events, keys and aliases.
  Sha256Digest input_sha256(std::span<const Alias> aliases = {}) const;

  /// The record. The reference is valid until the set is assigned to, moved from or destroyed.
  const std::string& subject() const noexcept;
  /// The keys that it trusts. The reference is valid for as long as that of subject().
  const Keyring& keyring() const noexcept;

 private:
  friend class Bundle;  // which adds its events without writing them again

  std::unique_ptr<engine::RecordEvents> events_;
};

}  // namespace pith

#endif
