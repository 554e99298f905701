#ifndef PITH_ENGINE_KEYS_KEY_TABLE_H
#define PITH_ENGINE_KEYS_KEY_TABLE_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.h"
#include "engine/keys/key_entry.h"
#include "engine/listed_faults.h"
#include "pith/keyring.h"

namespace pith::engine {

/// A key of the keyring, ready for use.
struct TrustedKey {
  KeyEntry entry;
  KeyOrigin origin;
  crypto::VerifyingKey verifying_key;

  /// SPEC 3.7: whom the key stands for, as a number; equal numbers are equal principals.
  std::uint32_t principal = 0;

  std::size_t source = 0;  ///< KeyCandidate::source

  KeyInfo info() const;

  /// SPEC 3.3, 3.5: bound to the registry's signer type, or taken from a bundle on the caller's word.
  bool is_registry_key() const { return origin == KeyOrigin::bundle || entry.signer_type == registry_signer_type; }
};

/// A key entry on its way into a keyring.
struct KeyCandidate {
  KeyEntry entry;
  KeyOrigin origin;
  std::size_t source;  ///< whatever tells the caller which one it was
};

/// SPEC 3.2: the keys of a keyring, sorted by (key_id, fingerprint).
class KeyTable {
 public:
  KeyTable() = default;

  /// The keys of a table and the candidates together; entries of one (key_id, fingerprint) fill each other.
  /// Where these differ all of that name are left out, so that their order means nothing, and `differing` gets the
  /// source of the first that differs from those before it.
  /// O(n log n) in all keys.
  KeyTable(const Crypto& crypto, const KeyTable& base, std::vector<KeyCandidate> candidates,
           std::vector<std::size_t>& differing);

  /// The key of that id and fingerprint, both; null where there is none. O(log keys).
  const TrustedKey* find(std::string_view key_id, std::string_view fingerprint) const;

  /// Whether the same key is there under the same names, and so has passed every check.
  bool is_trusted(const KeyEntry& entry) const;

  /// SPEC 4.5: whether some key is bound to that signer_id. O(log keys).
  bool binds_signer_id(std::string_view signer_id) const;

  const std::vector<TrustedKey>& keys() const { return keys_; }

 private:
  void assign_principals();

  std::vector<TrustedKey> keys_;
  std::vector<std::string> bound_signer_ids_;  // sorted
};

/// An entry of a bundle's `public_keys` that is refused, and why.
struct RefusedKey {
  std::size_t source;
  std::string fault;
};

/// All of them: the first, and how many more there are.
struct RefusedKeys {
  std::vector<RefusedKey> listed;
  std::size_t unlisted_count = 0;
};

/// SPEC 3.5: the keys that a bundle lists, as candidates for a keyring: unbound whatever they say. One that is
/// in the keyring already is left out. `source_of` tells the source of a value.
template <class SourceOf>
void collect_bundle_keys(const Keyring& keyring, canon::Value public_keys, SourceOf source_of,
                         std::vector<KeyCandidate>& candidates, RefusedKeys& refused) {
  std::size_t index = 0;
  for (const canon::Value value : canon::Elements(public_keys)) {
    const std::size_t source = source_of(index++, value);
    ParsedKeyEntry parsed = parse_key_entry(keyring.crypto(), value, EntryBinding::ignore);
    if (parsed.entry && keyring.table().is_trusted(*parsed.entry)) {
      continue;
    }
    parsed = check_point(std::move(parsed));
    if (!parsed.entry) {
      if (refused.listed.size() < listed_faults_max) {
        refused.listed.push_back({source, std::move(parsed.fault)});
      } else {
        ++refused.unlisted_count;
      }
    } else if (keyring.table().find(parsed.entry->key_id, parsed.entry->fingerprint) == nullptr) {
      candidates.push_back({*std::move(parsed.entry), KeyOrigin::bundle, source});
    }
  }
}

/// The keyring with the candidates added. Of those that differ from an earlier one the first is refused, and all of
/// that name are left out.
Keyring with_bundle_keys(const Keyring& keyring, std::vector<KeyCandidate> candidates, RefusedKeys& refused);

}  // namespace pith::engine

#endif
