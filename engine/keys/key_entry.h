#ifndef PITH_ENGINE_KEYS_KEY_ENTRY_H
#define PITH_ENGINE_KEYS_KEY_ENTRY_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "canon/document.h"
#include "canon/instant.h"
#include "crypto/ed25519.h"
#include "pith/crypto.h"
#include "pith/result.h"

namespace pith::engine {

/// SPEC 3.6: an escape takes up to six times as much, and so every key's signatures are within the bounds of SPEC 4.6.
inline constexpr std::size_t key_id_size_bytes_max = 1'024;

/// SPEC 3.3: the signer type that a registry key is bound to. Only such keys may create records, sign receipts and
/// vouch for aliases.
inline constexpr std::string_view registry_signer_type = "pith_registry";

/// `rotates_at`, as it was spelt: the key's events from this instant on are not accepted.
struct Rotation {
  std::string text;
  canon::Instant instant;
};

/// SPEC 3.1: a key entry whose own fields agree.
struct KeyEntry {
  std::string key_id;
  std::string fingerprint;
  crypto::PublicKeyBytes public_key;
  std::optional<std::string> signer_id;
  std::optional<std::string> signer_type;
  std::optional<Rotation> rotates_at;
};

/// Why a key entry is refused.
struct KeyFault {
  std::string explanation;  ///< for people
};

/// Whose statement a key entry is. SPEC 3.5: of a bundle's entry, the members that restrict the key are not read.
enum class EntrySource : std::uint8_t { caller, bundle };

/// SPEC 3.1, 3.6: reads a key entry and checks its fields against each other. A member that is null counts as left out.
/// Pure. Does not ask whether anybody should trust the key: check_point() does.
Result<KeyEntry, KeyFault> parse_key_entry(const Crypto& crypto, canon::Value value, EntrySource source);

/// SPEC 3.6: refuses a key that nobody should trust: not canonically encoded, not on the curve, or of small order.
/// Costs about as much as decoding a point. Pure.
Result<void, KeyFault> check_point(const KeyEntry& entry);

/// SPEC 3.6: of two entries of one (key_id, fingerprint), fills in what the first leaves out from the other. Returns
/// false if they differ; then the first is unspecified.
bool fill(KeyEntry& into, const KeyEntry& from);

}  // namespace pith::engine

#endif
