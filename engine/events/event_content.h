#ifndef PITH_ENGINE_EVENTS_EVENT_CONTENT_H
#define PITH_ENGINE_EVENTS_EVENT_CONTENT_H

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"
#include "canon/instant.h"
#include "canon/write.h"
#include "engine/events/refused_signatures.h"
#include "engine/keys/key_table.h"
#include "engine/records/record_identity.h"
#include "pith/crypto.h"
#include "pith/event.h"
#include "pith/verdict_cache.h"

namespace pith::engine {

/// SPEC 4.5: the largest content. A record's snapshot is some 5 KiB; a mirror holds many events at once.
inline constexpr std::size_t content_size_bytes_max = 1'048'576;

/// SPEC 4.5: the deepest content: it still fits, within the 64 of a document, into a state in a bundle in an
/// array of bundles.
inline constexpr std::size_t content_depth_max = 58;

/// SPEC 4.5: the most `supersedes` entries; it bounds the work and the output that one event can cause.
inline constexpr std::size_t supersedes_max = 64;

/// SPEC 4.1: the members that are not part of the content.
inline constexpr std::array<std::string_view, 3> envelope_members = {"content_sha256", "event_id", "signature"};

/// SPEC 4.1: the content of an event that has the right form. Views into its document.
struct EventContent {
  std::string_view event_type;
  std::string_view subject_pith_number;
  std::string_view target;
  std::string_view created_at_text;
  std::string_view schema_version;
  canon::Instant created_at;
  canon::Value payload;
  canon::Value signer;
  std::string_view signer_id;
  std::string_view signer_type;
  std::string_view key_id;
  std::string_view public_key_fingerprint;
  std::optional<Sha256Digest> prev_event;
  std::vector<Sha256Digest> supersedes;
};

inline constexpr std::string_view record_created_type = "record_created";

/// SPEC 4.5 `malformed`: the members that the rules need; nothing where one is missing, of the wrong type
/// or of the wrong form. Time n log n.
std::optional<EventContent> parse_event_content(canon::Value event);

/// A canonical record that was identified before.
struct KnownRecord {
  std::string_view canonical;
  RecordIdentity identity;
};

/// What a check may draw on, to the same effect as without it.
struct Shortcuts {
  VerdictCache* verdicts = nullptr;     ///< on signatures
  const KnownRecord* record = nullptr;  ///< one that events may repeat
};

/// SPEC 4.5, all checks after `malformed`, in their order: the first that fails, and the signer's key.
struct ContentVerdict {
  std::optional<Reason> reason;
  const TrustedKey* key = nullptr;  ///< set where there is no reason
};
ContentVerdict check_event_content(const EventContent& content, canon::Value event, std::size_t content_size_bytes,
                                   const canon::CanonicalText& text, std::string_view subject, const Keyring& keyring,
                                   const Shortcuts& shortcuts);

/// SPEC 2.4, 4.8: whether an authentic `record_created` has a receipt, and it does not hold.
bool has_bad_receipt(const EventContent& content, const KeyTable& keys, VerdictCache* verdicts);

/// SPEC 4.6: how far a copy's envelope comes; nothing where it passes all three checks. The signature is
/// verified only when all else has passed and it is not known to be refused; `refused` gets it if it does not hold.
std::optional<Reason> check_event_envelope(canon::Value event, const EventContent& content,
                                           const Sha256Digest& content_digest, const TrustedKey& key,
                                           const Crypto& crypto, RefusedSignatures& refused, VerdictCache* verdicts);

}  // namespace pith::engine

#endif
