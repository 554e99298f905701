#ifndef PITH_ENGINE_KEYS_KEY_TABLE_H
#define PITH_ENGINE_KEYS_KEY_TABLE_H

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "containers/persistent_set.h"
#include "crypto/ed25519.h"
#include "engine/keys/key_entry.h"
#include "pith/keyring.h"

namespace pith::engine {

/// SPEC 3.7: whom the events that a key signs speak for. A view of a key entry.
struct Principal {
  bool is_signer;       ///< whether `id` is a signer_id; else it is a fingerprint
  std::string_view id;  ///< of the signer that the key is bound to, or of the key
};

Principal principal_of(const KeyEntry& entry);

/// A key of the keyring, ready for use.
struct TrustedKey {
  KeyEntry entry;
  KeyOrigin origin;
  crypto::VerifyingKey verifying_key;
  Sha256Digest principal;  ///< SPEC 3.7: a hash of principal_of()
  KeyInfo info;            ///< `entry` and `origin`, as reports show them

  /// SPEC 3.3, 3.5: bound to the registry's signer type, or taken from a bundle because the caller asked for it.
  bool is_registry_key() const { return origin == KeyOrigin::bundle || entry.signer_type == registry_signer_type; }
};

/// A key entry on its way into a keyring.
struct KeyCandidate {
  KeyEntry entry;
  KeyOrigin origin;
  std::size_t source;  ///< tells the caller which entry it is
};

/// SPEC 3.2: what a signature names a key by.
struct KeyName {
  std::string_view key_id;
  std::string_view fingerprint;
};

std::strong_ordering compare_names(const KeyName& left, const KeyName& right);

/// SPEC 3.2: the keys of a keyring, sorted by (key_id, fingerprint). Immutable. A copy is cheap, and so is a table that
/// adds some keys to another one: the two share the rest.
class KeyTable {
 public:
  KeyTable() = default;

  /// SPEC 3.6: the keys of a table and the candidates together; entries of one (key_id, fingerprint) fill in what the
  /// others leave out. If such entries differ, the candidates of that name are left out, so that their order makes no
  /// difference, and `differing` gets the source of the first that differs from those before it. Time n log n in the
  /// candidates, and log m for each of them in the m keys of the table.
  KeyTable(const Crypto& crypto, const KeyTable& base, std::vector<KeyCandidate> candidates,
           std::vector<std::size_t>& differing);

  /// SPEC 3.2: the key with this id and this fingerprint; null if there is none. Time log n in the keys.
  const TrustedKey* find(std::string_view key_id, std::string_view fingerprint) const;

  /// Whether the same key is in the table with the same names. Then it has passed every check.
  bool is_trusted(const KeyEntry& entry) const;

  /// SPEC 4.5: whether a key is bound to that signer_id. Time log n in the keys.
  bool binds_signer_id(std::string_view signer_id) const;

  std::size_t size() const { return keys_.size(); }

  /// The key that has that many keys before it. Needs a smaller number than size(). Time log n in the keys.
  const TrustedKey& operator[](std::size_t position) const { return keys_[position]; }

  /// All keys, in their order. Linear.
  std::vector<const TrustedKey*> keys() const;

 private:
  struct ByName {
    std::strong_ordering operator()(const TrustedKey& key, const KeyName& name) const;
    std::strong_ordering operator()(const TrustedKey& key, const TrustedKey& other) const;
  };
  struct ByText {
    std::strong_ordering operator()(const std::string& text, std::string_view other) const;
  };

  void insert(const Crypto& crypto, KeyEntry entry, KeyOrigin origin, const TrustedKey* known);

  containers::PersistentSet<TrustedKey, ByName> keys_;
  containers::PersistentSet<std::string, ByText> bound_signer_ids_;
};

/// An entry of a bundle's `public_keys` that is refused, and why.
struct RefusedKey {
  std::size_t source;
  std::string explanation;
};

/// Refused keys: the first listed_faults_max, and how many more there are.
struct RefusedKeys {
  std::vector<RefusedKey> listed;
  std::size_t unlisted_count = 0;

  void add(RefusedKey refused);
};

/// SPEC 3.5: one entry of a bundle's `public_keys` as a candidate for a keyring: bound to nothing and never expiring,
/// whatever it says. Adds it to `candidates` or to `refused`; to neither if the keyring has a key of that name.
void collect_bundle_key(const Keyring& keyring, canon::Value value, std::size_t source,
                        std::vector<KeyCandidate>& candidates, RefusedKeys& refused);

/// SPEC 3.5: the keyring with the candidates added. If entries of one name have different key bytes, all of that name
/// are left out, and the first that differs goes to `refused`.
Keyring with_bundle_keys(const Keyring& keyring, std::vector<KeyCandidate> candidates, RefusedKeys& refused);

}  // namespace pith::engine

#endif
