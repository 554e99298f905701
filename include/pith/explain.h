#ifndef PITH_EXPLAIN_H
#define PITH_EXPLAIN_H

/// @file
/// What became of one event in a merge, by which rule, and because of which other events.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/event.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/verdict_cache.h"

namespace pith {

/// Options of explain(): those of merge_inputs() that decide about events.
struct ExplainOptions {
  std::string_view subject;                     ///< the record; if empty, the one that the inputs name (SPEC 9.5)
  BundleKeys bundle_keys = BundleKeys::ignore;  ///< whether the keys that bundles list are trusted
  VerdictCache* verdicts = nullptr;  ///< where signatures are looked up before they are verified; may be null
};

/// One statement of the story.
struct Statement {
  std::string_view code;    ///< stable; static storage
  std::string_view rule;    ///< such as `SPEC 4.5`; static storage
  std::string explanation;  ///< a few sentences for people; texts of the input are JSON strings in it, cut
};

/// How far one copy of the event came in the checks of SPEC 4.5, 4.6 and 4.8, and what stopped it.
struct CopyExplanation {
  std::size_t input = 0;                     ///< the input that it is in, from 0
  std::size_t line = 1;                      ///< of the input, in which its document begins
  std::string pointer;                       ///< RFC 6901, from the document to the copy
  std::optional<Reason> reason;              ///< the first check that fails, up to `bad_receipt`; none if all pass
  ReasonDetail detail = ReasonDetail::none;  ///< in which way it fails
  std::string member;                        ///< a path in the event, such as `signer/key_id`; may be empty
  std::optional<std::string> expected;       ///< what the rules ask for: a value as JSON, or words for one
  std::optional<std::string> actual;         ///< what there is instead, in the same way; none if it is missing
  std::optional<Sha256Digest> signed_id;     ///< the event whose content was signed, if this one was changed after that
};

/// The key that the event's signer names.
struct KeyExplanation {
  std::string key_id;                ///< as the signer names it, cut
  std::string fingerprint;           ///< as the signer names it, cut
  std::optional<KeyInfo> trusted;    ///< the key of the keyring with both names, if there is one
  bool is_registry_key = false;      ///< it may create records (SPEC 3.3)
  bool is_listed_by_bundle = false;  ///< a bundle of the inputs lists such a key, and the keys of bundles do not count
  std::vector<KeyInfo> same_key_id;  ///< the keys of the keyring with this `key_id`, whatever their fingerprint
};

/// What became of an event that is linked to.
enum class LinkOutcome : std::uint8_t {
  valid,    ///< it is valid
  invalid,  ///< it is in the input, and is not valid
  missing,  ///< it is not in the input
};

/// `valid`, `invalid` or `missing`.
PITH_API std::string_view name(LinkOutcome outcome) noexcept;

/// What an entry of `supersedes` does.
enum class LinkEffect : std::uint8_t {
  none,                 ///< nothing: it is a `prev_event`, or the event that has the link is not valid
  supersedes,           ///< the event that it names is superseded
  dangling_supersedes,  ///< nothing: it names no valid event
  foreign_supersedes,   ///< nothing: it names another principal's event
};

/// The stable name of an effect, as written in this header.
PITH_API std::string_view name(LinkEffect effect) noexcept;

/// Why an event is not valid that is linked to: the end of a chain of events that each wait for the next one.
struct FirstCause {
  Sha256Digest id = {};                      ///< the event
  std::optional<Reason> reason;              ///< why it is not valid; none if it is not in the input
  ReasonDetail detail = ReasonDetail::none;  ///< in which way, for the copy that came furthest
  std::string member;                        ///< in which member
  std::optional<std::string> expected;       ///< as in a copy
  std::optional<std::string> actual;         ///< as in a copy
  std::vector<Sha256Digest> through;         ///< the first events between, in order: each is `prev_event_unresolved`
  std::size_t through_count = 0;             ///< how many are between
};

/// One link of the event.
struct LinkExplanation {
  std::string_view member;                     ///< `prev_event` or `supersedes`
  Sha256Digest id = {};                        ///< the event that it names
  LinkOutcome outcome = LinkOutcome::missing;  ///< what became of that
  std::optional<Reason> reason;                ///< why it is invalid
  LinkEffect effect = LinkEffect::none;        ///< what the link does
  std::optional<FirstCause> first_cause;       ///< why it is not valid; none if it is
};

/// Why an event comes right after the one before it in application order.
enum class OrderCause : std::uint8_t {
  first,           ///< none is before it
  created_at,      ///< its time is later
  record_created,  ///< the times are equal, and only the other one is a `record_created`
  event_id,        ///< these are equal too, and its id is greater
  link,            ///< its time, type and id would put it before, but it had to wait for what it links to
};

/// The stable name of a cause, as written in this header.
PITH_API std::string_view name(OrderCause cause) noexcept;

/// The place of a valid event in application order (SPEC 5.2).
struct OrderExplanation {
  std::size_t rank = 0;                  ///< its place, from 1
  std::size_t count = 0;                 ///< of valid events
  OrderCause cause = OrderCause::first;  ///< why it is right after the one before it
  std::optional<Sha256Digest> previous;  ///< the one before it
  /// The last of its links that was decided, if it had to wait: a valid event before it has a later time, type and id.
  std::optional<Sha256Digest> waited_for;
};

/// An entry of `equivocations` that the event is part of (SPEC 7.3).
struct EquivocationExplanation {
  std::optional<Sha256Digest> position;  ///< the event that all of them claim to follow; none for null
  std::vector<Sha256Digest> with;        ///< the first of the events that conflict with this one (SPEC 7.2), by id
  std::size_t with_count = 0;            ///< how many these are
  std::vector<Sha256Digest> others;      ///< the first of the other events of the entry, by id
  std::size_t others_count = 0;          ///< how many these are
  bool is_resolved = false;              ///< at most one of the whole entry is live
};

/// What has to arrive or to be given.
enum class NeedCode : std::uint8_t {
  nothing,         ///< no new event, copy or key entry can make the event valid
  authentic_copy,  ///< a copy of `event` with the same content, signed by the key that its signer names
  event,           ///< `event`, which is not in the input; it must become valid
  trusted_key,     ///< a key entry with these names, bound to `signer_id` and `signer_type`
};

/// The stable name of a code, as written in this header.
PITH_API std::string_view name(NeedCode code) noexcept;

/// One thing that is needed for the event to become valid. Texts are whole, so that the need can be met as it is. None
/// of them is long: only a key of the keyring, or one that may be in a keyring, is named. A binding is asked for only
/// if the event would not be valid without it.
struct Need {
  NeedCode code = NeedCode::nothing;  ///< what it is
  Sha256Digest event = {};            ///< the event that needs it: the one that is explained, or one that it waits for
  /// The check that `event` fails. For `nothing`: the one that nothing helps to pass. None if it is not in the input.
  std::optional<Reason> reason;
  /// For keys and copies. For `nothing`: the key of several events, if no binding of it suits all of them.
  std::string key_id;
  std::string fingerprint;                 ///< the same
  std::optional<std::string> signer_id;    ///< what the key entry must bind a key to; none: it need not say
  std::optional<std::string> signer_type;  ///< the same
  bool from_bundle = false;                ///< for a key: only as one of a bundle, if the keys of bundles are trusted
  bool may_be_here = false;                ///< for a copy: one of the input may be it, which only the key can tell
  std::vector<KeyInfo> bound_keys;         ///< the first keys of the keyring that are bound to `signer_id` already
};

/// What became of one event. A value.
struct Explanation {
  std::string pith_number;                 ///< the record that was merged
  Sha256Digest id = {};                    ///< the event
  std::optional<Reason> reason;            ///< why it is not valid; none if it is
  bool is_live = false;                    ///< valid, and not superseded
  std::optional<std::string> event_type;   ///< these five as the event says, cut; none if `malformed`
  std::optional<std::string> target;       ///< the same
  std::optional<std::string> created_at;   ///< the same
  std::optional<std::string> signer_id;    ///< the same
  std::optional<std::string> signer_type;  ///< the same
  std::vector<Statement> story;            ///< most important first
  /// The one that came furthest, and 99 others at most. The one that came furthest is first, then in input order.
  std::vector<CopyExplanation> copies;
  std::size_t copy_count = 0;                          ///< how many copies there are, listed or not
  std::optional<KeyExplanation> key;                   ///< none if the event is `malformed`
  std::vector<LinkExplanation> links;                  ///< prev_event, then supersedes as listed
  std::optional<OrderExplanation> order;               ///< set if it is valid
  std::vector<Sha256Digest> superseded_by;             ///< the first, in application order
  std::size_t superseded_by_count = 0;                 ///< how many there are
  std::vector<EquivocationExplanation> equivocations;  ///< the entries that it is part of, in the order of the state
  std::vector<Need> needs;                             ///< empty if it is valid
  bool is_needs_complete = true;  ///< whether these are enough; if not, only what they bring can tell
  /// If they are not: `SPEC 4.8` for a receipt whose key is unknown, or `SPEC 4.9` for what the event waits for.
  std::string_view incomplete_rule;

  /// Whether the event is valid.
  bool is_valid() const noexcept { return !reason; }
};

/// Whether a text can name an event for explain(): an event id, or its first 8 or more lower-case hexadecimal digits,
/// with or without `sha256:` before them.
PITH_API bool is_event_prefix(std::string_view text) noexcept;

/// Merges whole inputs as merge_inputs() does, and explains what became of one event.
/// Needs is_event_prefix(event), and an empty subject or is_pith_number(options.subject).
/// Errors: those of merge_inputs(), with the same `*refused_input`. `not_found` if no event of the inputs has that id
/// or prefix; the explanation names the events whose copies state such an id, and those that link to one. `ambiguous`
/// if several have that prefix; the explanation names the first ones.
/// Lists of what a signer can repeat without end have the first listed_faults_max entries, and a count of all.
/// Costs little more than merge_inputs(): each document that has a copy that is needed is parsed once more. Time n log
/// n, memory proportional to n. Pure. SPEC 4 to 7.
PITH_API Result<Explanation> explain(std::span<const std::string_view> inputs, const Keyring& keyring,
                                     std::string_view event, const ExplainOptions& options = {},
                                     std::size_t* refused_input = nullptr);

/// The explanation as `pith-merge explain --json` prints it, without a newline; `file` of a copy is left out.
/// docs/json.md describes the members. Linear. Pure.
PITH_API std::string to_json(const Explanation& explanation);

}  // namespace pith

#endif
