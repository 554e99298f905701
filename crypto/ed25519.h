#ifndef PITH_CRYPTO_ED25519_H
#define PITH_CRYPTO_ED25519_H

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>

#include "pith/crypto.h"
#include "pith/verdict_cache.h"

namespace pith::crypto {

/// The encoding of a point, as it stands in a key entry.
struct PublicKeyBytes {
  std::array<std::uint8_t, 32> bytes{};

  friend std::strong_ordering operator<=>(const PublicKeyBytes&, const PublicKeyBytes&) = default;
};

/// R and S, as they stand in a signature.
struct Signature {
  std::array<std::uint8_t, 64> bytes{};
};

/// SPEC 3.8: S < L.
bool has_reduced_scalar(const Signature& signature) noexcept;

/// SPEC 3.6: why 32 bytes are no key that anyone should trust.
enum class PublicKeyFault : std::uint8_t {
  none,
  not_canonical,  ///< y is not below 2^255 - 19
  not_on_curve,   ///< no point has this y
  small_order,    ///< one of the eight points under which unsigned messages 'verify'
};

/// SPEC 3.6. Throws SystemFailure where the arithmetic fails.
PublicKeyFault check_public_key(const PublicKeyBytes& key);

/// A public key, ready to verify with. Immutable, cheap to copy, safe to use from many threads.
class VerifyingKey {
 public:
  /// Needs a key that check_public_key has passed. Throws SystemFailure where OpenSSL fails.
  VerifyingKey(Crypto crypto, const PublicKeyBytes& key);

  /// SPEC 3.8: whether a signature over the 32 bytes of a digest holds: S < L, and the encoding of
  /// S*B - h*A equals the bytes R. Throws SystemFailure where OpenSSL fails, which says nothing about it.
  bool verify(const Sha256Digest& message, const Signature& signature) const;

  /// The same, where `verdicts` is not null by way of what it remembers.
  bool verify(const Sha256Digest& message, const Signature& signature, VerdictCache* verdicts) const;

  /// The same verdict, without a quicker library's help.
  bool verify_with_openssl(const Sha256Digest& message, const Signature& signature) const;

  const PublicKeyBytes& bytes() const noexcept;

 private:
  bool try_with_openssl(const Sha256Digest& message, const Signature& signature) const;

  struct Implementation;
  std::shared_ptr<const Implementation> implementation_;
};

}  // namespace pith::crypto

#endif
