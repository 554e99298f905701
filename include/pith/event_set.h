#ifndef PITH_EVENT_SET_H
#define PITH_EVENT_SET_H

/// @file
/// The merge.

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
  authentic_only,  ///< only those that a trusted key signed: the same whatever junk a mirror was fed (SPEC 8.4)
};

/// The events of one record: a join-semilattice. `add` in any order, any number of times, `merge` in any
/// grouping: sets of the same events give the same state (SPEC 10).
/// A value: copies are independent, and one that was moved from may be assigned to or destroyed, no more.
/// One set may be read from many threads, or changed from one.
/// It has room for 2,147,483,646 ids: of its events, and of what its authentic events follow or supersede. Where no
/// more is left, `add` and `merge` throw SystemFailure, and so does whatever adds to a set.
class PITH_API EventSet {
 public:
  /// An empty set for the record of that Pith Number, which needs to be UTF-8. An event with another subject is
  /// `subject_mismatch`.
  EventSet(std::string subject, Keyring keyring);
  /// @{
  /// A copy has the same events, keys and subject.
  EventSet(const EventSet& other);
  EventSet(EventSet&& other) noexcept;
  EventSet& operator=(const EventSet& other);
  EventSet& operator=(EventSet&& other) noexcept;
  /// @}
  ~EventSet();

  /// Adds one event, or one more copy of it: any JSON value, of which one that is no object is `malformed`.
  /// Gives the event's id and what is known of it by now; an error where the text is refused as JSON, and
  /// then nothing is added. Time n log n in the text, and one signature verification where everything else
  /// is in order and no copy was authentic before. The text is not kept.
  /// Where `verdicts` is not null it is asked before a signature is verified, and told the verdict.
  Result<EventVerdict> add(std::string_view event_json, VerdictCache* verdicts = nullptr);

  /// Adds all events of another set; its bytes are copied. Needs the same subject and an equal keyring, which is
  /// always checked, since trust rests on it: throws std::invalid_argument, with nothing changed. `other` may be this
  /// very set, and then nothing changes.
  /// Time n log n, memory proportional to n, in what the other set holds.
  void merge(const EventSet& other);

  /// The state of all events added so far. Aliases need to be UTF-8; one without an instant is left out with a
  /// warning.
  /// Time n log n, memory proportional to n, in the events and their links.
  State state(std::span<const Alias> aliases = {}, Scope scope = Scope::all) const;

  /// SHA-256 over everything that the state depends on, each event with its reason up to `bad_signature`:
  /// tells 'different input' from 'different merge' (SPEC 9.6). It is about all events, and the same for either Scope.
  /// Time n log n, memory proportional to n, in the events, keys and aliases.
  Sha256Digest input_sha256(std::span<const Alias> aliases = {}) const;

  /// The record. As keyring(), a reference into this set: until it is assigned to, moved from or destroyed.
  const std::string& subject() const noexcept;
  /// Whom it trusts.
  const Keyring& keyring() const noexcept;

 private:
  friend class Bundle;  // which adds its events without writing them again

  std::unique_ptr<engine::RecordEvents> events_;
};

}  // namespace pith

#endif
