#ifndef PITH_ENGINE_KEYS_KEY_ENTRY_H
#define PITH_ENGINE_KEYS_KEY_ENTRY_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "canon/document.h"
#include "canon/instant.h"
#include "crypto/ed25519.h"
#include "pith/crypto.h"

namespace pith::engine {

/// SPEC 3.3: what a key is bound to that may create records, sign receipts and vouch for aliases.
inline constexpr std::string_view registry_signer_type = "pith_registry";

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

/// Either an entry, or why it is refused, in words for people. Exactly one of the two is set.
struct ParsedKeyEntry {
  std::optional<KeyEntry> entry;
  std::string fault;
};

/// Whether what an entry says that the key is bound to is of interest.
enum class EntryBinding : std::uint8_t { read, ignore };

/// SPEC 3.1: reads one key entry, and checks its fields against each other. A member that is null counts as left
/// out. Whether anyone should trust the key is left to check_point.
ParsedKeyEntry parse_key_entry(const Crypto& crypto, canon::Value value, EntryBinding binding);

/// SPEC 3.6: refuses an entry whose key is no point that anyone should trust.
ParsedKeyEntry check_point(ParsedKeyEntry parsed);

/// SPEC 3.6: two entries of one (key_id, fingerprint): what the first leaves out is filled from the other. False, with
/// the first unspecified, where they differ.
bool fill(KeyEntry& into, const KeyEntry& from);

}  // namespace pith::engine

#endif
