#ifndef PITH_ENGINE_EVENTS_CHECK_EVENT_H
#define PITH_ENGINE_EVENTS_CHECK_EVENT_H

// The checks of SPEC 4 on one copy of an event, in order. What an event links to is decided later, by resolve().

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/events/event_content.h"
#include "engine/events/refused_signatures.h"
#include "engine/keys/key_table.h"
#include "engine/records/record_identity.h"
#include "pith/event.h"
#include "pith/keyring.h"
#include "pith/verdict_cache.h"

namespace pith::engine {

/// SPEC 4.5: the largest content, in canonical form. A record's snapshot has about 5 KiB; a mirror holds many events at
/// once.
inline constexpr std::size_t content_size_bytes_max = 1'048'576;

/// SPEC 4.5: the deepest content. Within the 64 levels of a document it still fits into a state in a bundle in an array
/// of bundles.
inline constexpr std::size_t content_depth_max = 58;

/// SPEC 4.5: how deep the content of an event is nested, including itself. The envelope does not count. Needs an
/// object.
std::size_t content_depth(canon::Value event);

/// A canonical record whose identity is known already.
struct KnownRecord {
  std::string_view canonical;
  RecordIdentity identity;
};

/// Work that need not be done again. The result of a check is the same with and without it. Each may be null.
struct Shortcuts {
  VerdictCache* verdicts = nullptr;      ///< on signatures; gets new ones
  const KnownRecord* record = nullptr;   ///< one that events may repeat
  RefusedSignatures* refused = nullptr;  ///< signatures that do not hold; gets new ones
};

/// What the checks found.
struct EventCheck {
  /// The first check that failed, up to `bad_receipt`; std::nullopt if all passed.
  std::optional<Reason> reason;
  /// In which way it failed. The member is one of the event; for `bad_signature` of `signature`, and for `bad_receipt`
  /// of the receipt.
  MemberFault fault;
  /// Set unless the event is `malformed`.
  std::optional<EventContent> content;
  /// The signer's key in the keyring; null if a check on the content failed.
  const TrustedKey* key = nullptr;
};

/// A check that failed, and in which way.
struct CheckFailure {
  Reason reason;
  MemberFault fault = {};
};

/// SPEC 4.5, 4.6, 4.8: checks one copy of an event of the record `subject`. The result depends on the copy, the subject
/// and the keyring alone, and has views into the copy's document and the keyring. Changes nothing but the shortcuts.
/// One signature verification at most, and another one for a receipt. Throws SystemFailure if the cryptographic library
/// fails.
EventCheck check_event(const EventCopy& copy, std::string_view subject, const Keyring& keyring,
                       const Shortcuts& shortcuts = {});

/// The same for a draft, as if the envelope of one copy passed (SPEC 4.6).
EventCheck check_draft(const EventCopy& copy, std::string_view subject, const Keyring& keyring,
                       const Shortcuts& shortcuts = {});

/// SPEC 4.5 `signer_mismatch`: whether the key may not speak for the signer of an event. If so, the fault. Needs no
/// more of the content than `signer_id` and `signer_type`. Time log n in the keys.
std::optional<MemberFault> is_signer_mismatch(const EventContent& content, const TrustedKey& key, const KeyTable& keys);

/// SPEC 4.5 `record_mismatch`: whether the record of a `record_created` is not the subject of the event, or is not the
/// one whose hash is stated. If so, the fault. `known` may be null.
std::optional<MemberFault> is_record_mismatch(const EventCopy& copy, const EventContent& content, const Crypto& crypto,
                                              const KnownRecord* known);

/// SPEC 4.5 `key_expired`: whether the key has `rotates_at`, and `created_at` is not before it.
bool is_key_expired(const EventContent& content, const TrustedKey& key);

/// SPEC 4.6: the first check on the envelope of a copy that fails under a key, whatever the checks on the content say.
/// Without a key: the first that fails under every key. Needs the content of that copy. One signature verification at
/// most.
std::optional<CheckFailure> check_envelope(const EventCopy& copy, const EventContent& content, const TrustedKey* key,
                                           const Crypto& crypto, const Shortcuts& shortcuts = {});

/// What was signed, if a copy states another `content_sha256` than that of its content, and its signature holds over
/// that one: the content was changed after it was signed. Needs the content of that copy. One signature verification
/// at most.
std::optional<Sha256Digest> find_signed_digest(const EventCopy& copy, const EventContent& content,
                                               const TrustedKey& key, const Crypto& crypto,
                                               const Shortcuts& shortcuts = {});

/// Under which keys a receipt may hold: SPEC 4.8 asks for a registry key.
enum class ReceiptKeys : std::uint8_t { registry_keys, all_keys };

/// SPEC 2.4, 4.8: whether the payload of a `record_created` has a receipt that does not hold. If so, the fault. Also
/// answers for an event that fails another check, but is not `malformed`.
std::optional<MemberFault> has_bad_receipt(canon::Value payload, const KeyTable& keys, VerdictCache* verdicts,
                                           ReceiptKeys allowed = ReceiptKeys::registry_keys);

}  // namespace pith::engine

#endif
