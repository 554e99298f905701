#ifndef PITH_EVENT_H
#define PITH_EVENT_H

/// @file
/// Why an event is not valid.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pith/crypto.h"
#include "pith/export.h"

namespace pith {

/// Why an event is not valid, in the order of the checks: the first that fails is the reason.
/// The names are stable; they appear in state documents. SPEC 4.5 to 4.9.
enum class Reason : std::uint8_t {
  // Checks on the content and the keyring, with the same result for all copies of an event.
  malformed,                   ///< does not have the form of an event
  limit_exceeded,              ///< content too large, too deep, or with too many links
  unsupported_schema_version,  ///< a schema version that these rules do not know
  subject_mismatch,            ///< about another record
  unknown_key,                 ///< names no trusted key
  signer_mismatch,             ///< the key is bound to another signer
  key_expired,                 ///< claims a time at or after the key's `rotates_at`
  not_authorised,              ///< creates a record without a registry key
  record_mismatch,             ///< creates a record other than the subject
  // Checks on the envelope. The copy that got furthest gives the reason.
  content_hash_mismatch,  ///< the envelope states another hash
  event_id_mismatch,      ///< the envelope states another id
  bad_signature,          ///< the signature does not hold
  // Checks on authentic events.
  bad_receipt,            ///< its receipt does not hold
  prev_event_unresolved,  ///< follows an event that is missing or not valid; the last enumerator
};

/// In which way a check fails, for reasons that have several. The names are stable. SPEC 4.1 to 4.8.
enum class ReasonDetail : std::uint8_t {
  none,                      ///< the reason says everything
  not_an_object,             ///< the event, the signature or the receipt is not an object
  missing_member,            ///< a member is missing
  wrong_member,              ///< a member has a wrong type, form or value
  too_large,                 ///< the content, or the signature, has too many bytes
  too_deep,                  ///< the content, or the signature, is nested too deeply
  too_many_links,            ///< `supersedes` has too many entries
  bound_to_another_signer,   ///< the key is bound to another signer_id or signer_type; clause 1 of `signer_mismatch`
  signer_id_of_another_key,  ///< another key is bound to the signer_id; clause 2
  not_a_registry_key,        ///< only a registry key may do this; clause 3, `not_authorised` and `bad_receipt`
  no_record,                 ///< the payload has no record from which a Pith Number follows
  another_hash,              ///< the stated hash is not that of the record
  another_record,            ///< another Pith Number follows from the record
  another_key,               ///< the signature names another key than the signer
  unknown_key,               ///< the receipt names no trusted key
  loose_base64,              ///< the signature is not in strict base64
  wrong_length,              ///< the signature does not have 64 bytes
  s_out_of_range,            ///< S is not below L (SPEC 3.8)
  does_not_hold,             ///< the signature is not one over these bytes by this key
};

/// The stable name of a detail, as written in this header. Never fails; static storage.
PITH_API std::string_view name(ReasonDetail detail) noexcept;

/// The stable name of a reason, as written in this header. Never fails; static storage.
PITH_API std::string_view name(Reason reason) noexcept;

/// Whether an event with this reason is nevertheless authentic: a trusted key signed it. SPEC 4.7.
constexpr bool is_authentic(Reason reason) noexcept {
  return reason == Reason::bad_receipt || reason == Reason::prev_event_unresolved;
}

/// The id of an event as text: `sha256:` and the 64 lower-case hexadecimal digits of its content's digest. SPEC 4.2.
PITH_API std::string event_id(const Sha256Digest& digest);

/// Whether a text is an instant, such as `2026-07-05T14:38:00Z`. SPEC 4.4. Constant time. Pure.
PITH_API bool is_instant(std::string_view text) noexcept;

/// What is known about an event by itself. EventSet::state() decides about its links.
struct EventVerdict {
  Sha256Digest id = {};          ///< the digest of its content, which names it everywhere
  std::optional<Reason> reason;  ///< std::nullopt if it passed every check up to `bad_receipt`
};

}  // namespace pith

#endif
