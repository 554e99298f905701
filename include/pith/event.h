#ifndef PITH_EVENT_H
#define PITH_EVENT_H

#include <cstdint>
#include <optional>
#include <string_view>

#include "pith/crypto.h"
#include "pith/export.h"

namespace pith {

/// Why an event has no effect, in the order of the checks: the first that fails is the reason.
/// The names are stable; they stand in state documents. SPEC 4.5 to 4.9.
enum class Reason : std::uint8_t {
  // On the content and the keyring: the same for all copies of an event.
  malformed,
  limit_exceeded,
  unsupported_schema_version,
  subject_mismatch,
  unknown_key,
  signer_mismatch,
  key_expired,
  not_authorised,
  record_mismatch,
  // On the envelope: the copy that came furthest gives the reason.
  content_hash_mismatch,
  event_id_mismatch,
  bad_signature,
  // On authentic events.
  bad_receipt,
  prev_event_unresolved,  // stays the last
};

/// The stable name of a reason, as written in this header. Never fails; static storage.
PITH_API std::string_view name(Reason reason) noexcept;

/// Whether an event with that reason is authentic all the same: a trusted key signed it. SPEC 4.7.
constexpr bool is_authentic(Reason reason) noexcept {
  return reason == Reason::bad_receipt || reason == Reason::prev_event_unresolved;
}

/// What is known of an event by itself. Its links are decided by EventSet::state().
struct EventVerdict {
  Sha256Digest id;               ///< the digest of its content, which names it everywhere
  std::optional<Reason> reason;  ///< nothing where it passed every check up to `bad_receipt`
};

}  // namespace pith

#endif
