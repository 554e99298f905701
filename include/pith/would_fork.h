#ifndef PITH_WOULD_FORK_H
#define PITH_WOULD_FORK_H

/// @file
/// Before an event is published: would it be valid, what would it supersede, and would it equivocate.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/event.h"
#include "pith/evidence.h"
#include "pith/explain.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/state.h"
#include "pith/verdict_cache.h"

namespace pith {

/// Options of would_fork(): those of merge_inputs() that decide about events.
struct WouldForkOptions {
  std::string_view subject;                     ///< the record; if empty, the one that the inputs name (SPEC 9.5)
  BundleKeys bundle_keys = BundleKeys::ignore;  ///< whether the keys that bundles list are trusted
  VerdictCache* verdicts = nullptr;  ///< where signatures are looked up before they are verified; may be null
};

/// An entry of `supersedes`, and what it would do.
struct SupersedesEffect {
  Sha256Digest id = {};                  ///< the event that it names
  LinkEffect effect = LinkEffect::none;  ///< `none` if the event would not be valid
};

/// What an event would do to an entry of `equivocations`. The names are stable.
enum class EntryChange : std::uint8_t {
  none,     ///< nothing: the event is in the inputs already, and is part of the entry
  created,  ///< the entry would be new
  grown,    ///< the entry would have more events
};

/// The stable name of a change, as written in this header. Never fails; static storage.
PITH_API std::string_view name(EntryChange change) noexcept;

/// An entry of `equivocations` (SPEC 7.3) that would be new or grow, or that the event is part of.
struct ForkEntry {
  EntryChange change = EntryChange::created;  ///< what would happen to it
  std::string event_type;                     ///< of all of its events
  std::string target;                         ///< the same
  std::optional<Sha256Digest> position;       ///< the event that all of them claim to follow; none for null
  std::vector<Sha256Digest> event_ids;        ///< the first, by id
  std::size_t event_count = 0;                ///< how many there would be
  bool is_resolved = false;                   ///< at most one of them would be live
};

/// The links of an event: texts for `prev_event` and `supersedes` to paste.
struct EventLinks {
  std::optional<Sha256Digest> prev_event;  ///< none for null
  std::vector<Sha256Digest> supersedes;    ///< at most 64 (SPEC 4.5)
};

/// Links with which the event would fork nothing.
struct ForkAdvice {
  EventLinks follow;                  ///< it follows what is there, which stays live; `supersedes` is the event's own
  std::optional<EventLinks> replace;  ///< it also supersedes all that is live of the same principal, type and target;
                                      ///< none if that would take more than 64 entries of `supersedes` (SPEC 4.5)
};

/// The key that the signer of an event names. Texts are cut.
struct CandidateKey {
  std::string key_id;                           ///< as the signer names it
  std::string fingerprint;                      ///< as the signer names it
  bool is_trusted = false;                      ///< the keyring has a key with both names
  bool is_assumed = false;                      ///< the draft leaves it out, and no other key of the keyring fits
  std::vector<std::string> other_fingerprints;  ///< the first with which the keyring has this `key_id` too
};

/// What would become of an event. Lists of what a signer can repeat without end have the first listed_faults_max
/// entries, and a count of all.
struct WouldFork {
  std::string pith_number;                     ///< the record
  Sha256Digest id = {};                        ///< the event
  bool is_draft = false;                       ///< it has no envelope, and is judged as if its signer had signed it
  bool is_known = false;                       ///< the inputs have an authentic copy of it
  std::optional<Reason> copy_reason;           ///< why this copy fails, if it is known and another copy is authentic
  bool is_awaited = false;                     ///< the inputs lack it, and events in them link to it
  std::optional<Reason> reason;                ///< why it would not be valid; none if it would be
  ReasonDetail detail = ReasonDetail::none;    ///< in which way
  std::string member;                          ///< in which member: a path, such as `signer/key_id`; may be empty
  std::optional<std::string> expected;         ///< what the rules ask for: a value as JSON, or words for one
  std::optional<std::string> actual;           ///< what there is instead, in the same way; none if it is missing
  std::optional<CandidateKey> key;             ///< of its signer; none if `malformed`
  std::optional<std::size_t> fitting_keys;     ///< keys that fit a draft that does not name its key; none if it does
  std::optional<EvidencePrincipal> principal;  ///< whom it would speak for; none unless it would be authentic
  std::optional<std::string> event_type;       ///< as the event says, cut; none if `malformed`
  std::optional<std::string> target;           ///< the same
  bool is_live = false;                        ///< it would be valid, and nothing in the inputs supersedes it
  std::vector<SupersedesEffect> supersedes;    ///< as listed; empty unless it would be authentic
  std::vector<Sha256Digest> superseded;        ///< the first that are live and would not be, in application order
  std::size_t superseded_count = 0;            ///< how many there are
  std::vector<ForkEntry> equivocations;        ///< the first, in the order of the state
  std::size_t equivocation_count = 0;          ///< how many there are
  std::vector<Sha256Digest> also_live;         ///< the first others of its principal, type and target, in that order
  std::size_t also_live_count = 0;             ///< how many there are
  std::vector<Sha256Digest> heads;             ///< the first valid ones of these that no valid one of these links to
  std::size_t head_count = 0;                  ///< how many there are
  std::optional<ForkAdvice> advice;            ///< none if there is none to give, or it would not be authentic
  std::vector<Warning> warnings;               ///< of the inputs, as in MergedInputs

  /// Whether it would be valid.
  bool is_valid() const noexcept { return !reason; }
  /// Whether it would be valid and fork nothing.
  bool is_fine() const noexcept { return !reason && equivocation_count == 0; }
};

/// Says what merging the inputs and the event would show, compared with merging the inputs alone. The event is a draft,
/// which has no `signature`, `content_sha256` and `event_id` and is judged as if it were signed; or it is signed.
/// The signer of a draft may leave out its `key_id` or its `public_key_fingerprint`, as for draft_digest(). If exactly
/// one key of the keyring may speak for it, that one is assumed; otherwise the draft is `malformed`.
/// The advice is made from the heads: a valid event of the same principal, type and target that no other one of these
/// links to is a position that nobody else claims (SPEC 7). If the principal has no valid event of this type and
/// target, `prev_event` is null. A draft with other links is another event, so it is judged anew. There is no advice
/// if events in the inputs link to that one already, or if it would be larger than 1 MiB (SPEC 4.5). One event can
/// supersede 64 at most, so if more are live, no links replace them all.
/// Needs an empty subject or is_pith_number(subject). If no subject is given, and the inputs name none, it is that of
/// the event.
/// Errors and `*refused_input`: as for merge_inputs(). Those of the event's JSON (SPEC 1.4), or `not_an_event`; these
/// have a place, and `*refused_input` is then inputs.size().
/// Costs little more than merge_inputs(). Time n log n, memory proportional to n. Pure. SPEC 4 to 7.
PITH_API Result<WouldFork> would_fork(std::string_view event_json, std::span<const std::string_view> inputs,
                                      const Keyring& keyring, const WouldForkOptions& options = {},
                                      std::size_t* refused_input = nullptr);

/// The report as `pith-merge would-fork --json` prints it, without a newline. docs/json.md describes the members.
/// Linear. Pure.
PITH_API std::string to_json(const WouldFork& report);

}  // namespace pith

#endif
