#ifndef PITH_DIFF_H
#define PITH_DIFF_H

/// @file
/// Why two inputs give different states: the causes first, then what differs in the states.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/explain.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/state.h"
#include "pith/verdict_cache.h"

namespace pith {

/// Options of diff_inputs(): those of merge_inputs() that decide about events.
struct DiffOptions {
  std::string_view subject;                     ///< the record; if empty, the one that each input names (SPEC 9.5)
  BundleKeys bundle_keys = BundleKeys::ignore;  ///< whether the keys that bundles list are trusted
  VerdictCache* verdicts = nullptr;  ///< where signatures are looked up before they are verified; may be null
};

/// What an input is. The names are stable.
enum class DiffInputKind : std::uint8_t {
  bundle,  ///< one or more bundles, perhaps with events beside them
  events,  ///< events alone
  state,   ///< a state document (SPEC 8), which says what somebody's merge gave
};

/// The stable name of a kind, as written in this header. Never fails; static storage.
PITH_API std::string_view name(DiffInputKind kind) noexcept;

/// One of the two inputs, and the state that it gives.
struct DiffInput {
  DiffInputKind kind = DiffInputKind::events;  ///< what it is
  std::string pith_number;                     ///< the record that was merged, or as the state document says
  std::string merge_version;                   ///< of the state, cut; empty if a state document does not say
  Sha256Digest state_sha256 = {};              ///< of the state that its events give, or that it is
  std::optional<Sha256Digest> input_sha256;    ///< SPEC 9.6; none for a state document
  std::size_t event_count = 0;                 ///< the distinct events that it has, or that a state document names
  /// If the input is one bundle that states a state: the hash of that.
  std::optional<Sha256Digest> stated_state_sha256;
  /// Whether that is the state of its events with its own aliases (SPEC 9.4).
  bool stated_state_holds = false;
  /// If the input is one bundle: why its signature does not hold.
  std::optional<BundleSignatureFault> signature_fault;
  /// What a state document says as its `state_sha256`, cut.
  std::optional<std::string> written_state_sha256;
  /// Whether that is `state_sha256`.
  bool written_state_sha256_holds = false;
  std::vector<Warning> warnings;  ///< of the merge, as in MergedInputs: aliases and keys that are left out, and why
};

/// Why the states differ, in the order of a report. The names are stable.
enum class DiffCause : std::uint8_t {
  other_record,   ///< the inputs are about different records, and nothing else is compared
  only_in_a,      ///< A has events that B lacks
  only_in_b,      ///< B has events that A lacks
  other_reason,   ///< the checks of an event that both have end in another way
  aliases,        ///< another list of aliases counts
  keys,           ///< one side trusts a key that the other one does not, and that made a difference
  merge_version,  ///< the states were made by different rules
  stated_state,   ///< the state that a bundle states is not what its events give, nor what the other input gives
  other_merge,    ///< nothing of all this: a state document is not what these rules give for these events and aliases
  edited_state,   ///< a state document is not what its own `state_sha256` says: it was changed
};

/// The stable name of a cause, as written in this header. Never fails; static storage.
PITH_API std::string_view name(DiffCause cause) noexcept;

/// How an event, an alias, a key, or an entry of a state differs. The names are stable.
enum class DiffKind : std::uint8_t {
  only_in_a,    ///< B lacks it
  only_in_b,    ///< A lacks it
  other_value,  ///< both have it, and it is not the same
  other_order,  ///< of a list of a state: both have the same entries in another order
};

/// The stable name of a kind, as written in this header. Never fails; static storage.
PITH_API std::string_view name(DiffKind kind) noexcept;

/// What makes the checks of one event end in two ways. The names are stable.
enum class EventDiffCause : std::uint8_t {
  unknown,  ///< the event is on one side only, or a state document gives a reason that these rules do not have
  copies,   ///< the copies of the event: on one side, one of them comes further in the checks of SPEC 4.6
  keys,     ///< the key that the signer or the receipt names: the content is the same, and only keys decide about it
};

/// The stable name of a cause, as written in this header. Never fails; static storage.
PITH_API std::string_view name(EventDiffCause cause) noexcept;

/// A key, as an event or a receipt names it.
struct KeyNames {
  std::string key_id;       ///< cut
  std::string fingerprint;  ///< cut
};

/// An event that is on one side only, or whose own checks (up to `bad_receipt`) end in another way. What follows from
/// that for other events, by `prev_event`, is not listed here.
struct EventDiff {
  DiffKind kind = DiffKind::only_in_a;               ///< `other_value`: both have it, with different reasons
  Sha256Digest id = {};                              ///< the event
  std::string in_a;                                  ///< `valid`, or why it is not; empty if A lacks it
  std::string in_b;                                  ///< the same for B
  EventDiffCause cause = EventDiffCause::unknown;    ///< what makes the difference
  std::optional<KeyNames> key;                       ///< for EventDiffCause::keys, if an input has the event
  std::shared_ptr<const CopyExplanation> copy_in_a;  ///< for EventDiffCause::copies: the copy that came furthest; null
                                                     ///< for a state document, and after listed_faults_max events
  std::shared_ptr<const CopyExplanation> copy_in_b;  ///< the same for B
  std::optional<Sha256Digest> states_id_of;  ///< of an event that one side lacks, and that is not authentic: the event
                                             ///< of that side whose hash or id a copy states as its own. None after
                                             ///< listed_faults_max events of a side
  bool is_edited_copy = false;               ///< that copy has the signature of that event: its content was changed
};

/// An alias that counts on one side only, or with another time.
struct AliasDiff {
  DiffKind kind = DiffKind::only_in_a;      ///< `other_value`: another `created_at`
  std::string alias_kind;                   ///< such as `doi`
  std::string alias_value;                  ///< the other name
  std::optional<std::string> created_in_a;  ///< its `created_at` in A
  std::optional<std::string> created_in_b;  ///< its `created_at` in B
};

/// A key that only one side trusts, because a bundle lists it there, and that made a difference.
struct KeyDiff {
  DiffKind kind = DiffKind::only_in_a;  ///< on which side
  KeyNames key;                         ///< the key
  std::size_t event_count = 0;          ///< how many events of `events` it decides about
};

/// Something that differs in the two states, as a consequence, or in the two bundles.
struct StateChange {
  DiffKind kind = DiffKind::other_value;    ///< how it differs
  std::string pointer;                      ///< RFC 6901, not cut: the member that differs, or the list of the entry
  std::optional<std::string> event;         ///< the event id of the entry, if it is about one event
  std::optional<std::string> about;         ///< what another entry is about, for people
  std::optional<std::string> pointer_in_a;  ///< to the entry or member in A's state; none if it is not there
  std::optional<std::string> pointer_in_b;  ///< the same for B
  std::optional<std::string> value_in_a;    ///< of a member that is not a list or an object: its JSON, cut
  std::optional<std::string> value_in_b;    ///< the same for B
};

/// How many changes of a kind there are at one pointer.
struct StateChangeCount {
  std::string pointer;                    ///< as in StateChange
  DiffKind kind = DiffKind::other_value;  ///< the same
  std::size_t count = 0;                  ///< at least one
};

/// How two inputs differ. A value.
struct InputDiff {
  DiffInput a;         ///< the first input
  DiffInput b;         ///< the second input
  bool equal = false;  ///< whether they give the same state, and state the same one; then all lists are empty, but
                       ///< those about bundles
  std::vector<DiffCause> causes;                ///< why not, in the order of DiffCause
  std::vector<EventDiff> events;                ///< sorted by kind, in the order of DiffKind, and then by id
  std::vector<AliasDiff> aliases;               ///< sorted by kind of alias and value
  std::vector<KeyDiff> keys;                    ///< sorted by key_id and fingerprint
  std::vector<StateChange> changes;             ///< by pointer; the first listed_faults_max of each pointer and kind
  std::vector<StateChangeCount> change_counts;  ///< how many there are, for each pointer and kind
  /// If both inputs are one bundle of one record: what differs in the bundles without a difference in the states, and
  /// so is not told above. It is listed like `changes`, whether or not the states are equal.
  std::vector<StateChange> bundle_changes;
  std::vector<StateChangeCount> bundle_change_counts;  ///< how many there are, for each pointer and kind

  /// Whether both have the same `input_sha256`; none if one of them has none. If it is true and the states differ, they
  /// were merged in different ways. SPEC 9.6.
  std::optional<bool> same_input() const {
    return a.input_sha256 && b.input_sha256 ? std::optional(*a.input_sha256 == *b.input_sha256) : std::nullopt;
  }
};

/// Says why two inputs give different states. Each is a state document or whatever merge_inputs() takes; the kinds may
/// be mixed. A state document gives itself, apart from its spelling. Anything else gives the state of its merge; a
/// bundle that states another state than that gives the one that it states, too.
/// Needs an empty subject or is_pith_number(options.subject).
/// Errors: those of merge_inputs() for one of the inputs; `not_a_bundle` for a state document without `pith_number`.
/// `*refused_input`, unless null, is then 0 for A and 1 for B. If both are refused, the error is about A.
/// Copies the inputs. Time n log n, memory proportional to n, in both inputs together. Pure. SPEC 4 to 9.
PITH_API Result<InputDiff> diff_inputs(std::string_view a, std::string_view b, const Keyring& keyring,
                                       const DiffOptions& options = {}, std::size_t* refused_input = nullptr);

/// The difference as `pith-merge diff --json` prints it, without a newline; `file` is left out. docs/json.md describes
/// the members. Linear. Pure.
PITH_API std::string to_json(const InputDiff& difference);

}  // namespace pith

#endif
