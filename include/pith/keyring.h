#ifndef PITH_KEYRING_H
#define PITH_KEYRING_H

/// @file
/// The keys that the caller trusts.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pith/crypto.h"
#include "pith/export.h"
#include "pith/result.h"

namespace pith {

namespace engine {
class KeyTable;
}

/// Where a trusted key comes from.
enum class KeyOrigin : std::uint8_t {
  built_in,  ///< the registry's key, part of this library
  given,     ///< added by the caller
  bundle,    ///< taken from a bundle, because the caller asked for it: it vouches for itself
};

/// `built_in`, `given` or `bundle`.
PITH_API std::string_view name(KeyOrigin origin) noexcept;

/// One trusted key, as reports show it.
struct KeyInfo {
  std::string key_id;                      ///< as signatures name it
  std::string fingerprint;                 ///< 32 hexadecimal digits
  std::optional<std::string> signer_id;    ///< what the key is bound to, if anything
  std::optional<std::string> signer_type;  ///< the same
  std::optional<std::string> rotates_at;   ///< events from this instant on are not accepted
  KeyOrigin origin = KeyOrigin::given;     ///< where it comes from
};

/// The keys that the caller trusts (SPEC 3). A value: a copy takes constant time, and does not see later changes.
class PITH_API Keyring {
 public:
  /// No keys at all.
  explicit Keyring(Crypto crypto);

  /// The registry's key alone. SPEC 3.4. Without an argument it makes a Crypto, which takes about a millisecond: more
  /// than verifying a small bundle takes. So make one keyring and copy it, or make one Crypto and give it here. With
  /// that, a keyring for each bundle takes about fifty microseconds:
  ///
  ///     const pith::Crypto crypto;
  ///     for (const std::string& text : bundles) {
  ///       pith::Keyring keys = pith::Keyring::registry(crypto);
  ///       keys.add(keys_for(text));
  ///       ...
  ///     }
  static Keyring registry(Crypto crypto = Crypto());

  /// Adds the keys of a JSON document: one key object, an array of them, or an object with `public_keys`. The order of
  /// calls and keys makes no difference. SPEC 3.1 to 3.6.
  /// Errors: those of the document, or `bad_key` with the place of the key; then nothing is added.
  /// Time n log n in the keys of the document, and log m for each of them in the m keys of the keyring.
  Result<void> add(std::string_view json_text);

  /// Every key, sorted by key_id and fingerprint as bytes. Linear.
  std::vector<KeyInfo> keys() const;

  /// The number of keys. Takes constant time.
  std::size_t key_count() const noexcept;

  /// keys()[index], without copying them all. Needs an index below key_count(). The reference is valid until
  /// this keyring is changed or destroyed. Time log n in the keys.
  const KeyInfo& key(std::size_t index) const noexcept;

  /// Whether the two trust the same keys for the same purposes.
  PITH_API friend bool operator==(const Keyring& left, const Keyring& right);

  /// What it hashes and verifies with.
  const Crypto& crypto() const noexcept { return crypto_; }

  /// @cond
  // For the library itself.
  const engine::KeyTable& table() const noexcept { return *table_; }
  Keyring(Crypto crypto, engine::KeyTable table);
  /// @endcond

 private:
  Crypto crypto_;
  std::shared_ptr<const engine::KeyTable> table_;
};

}  // namespace pith

#endif
