#ifndef PITH_CRYPTO_ED25519_H
#define PITH_CRYPTO_ED25519_H

// Ed25519 public keys and signatures (SPEC 3.6 and 3.8). All functions are safe to call from many threads.

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <span>

#include "pith/crypto.h"
#include "pith/verdict_cache.h"

namespace pith::crypto {

/// A public key as a key entry gives it: the encoding of a point on the curve.
struct PublicKeyBytes {
  std::array<std::uint8_t, 32> bytes{};

  friend std::strong_ordering operator<=>(const PublicKeyBytes&, const PublicKeyBytes&) = default;
};

/// R and then S, 32 bytes each, as a signature gives them.
struct Signature {
  std::array<std::uint8_t, 64> bytes{};
};

/// SPEC 3.8: whether S < L, the order of the group. Takes constant time.
bool has_reduced_scalar(const Signature& signature) noexcept;

/// SPEC 3.6: why 32 bytes are not a key that anyone should trust.
enum class PublicKeyFault : std::uint8_t {
  none,
  not_canonical,  ///< y is not below 2^255 - 19
  not_on_curve,   ///< no point has this y
  small_order,    ///< one of the eight points under which signatures hold that nobody made
};

/// SPEC 3.6: checks a key, and returns the first fault that it has, or none. Takes about ten microseconds.
/// Throws SystemFailure if OpenSSL fails.
PublicKeyFault check_public_key(const PublicKeyBytes& key);

/// A public key, ready to verify with. Does not change, and is cheap to copy: copies share it.
class VerifyingKey {
 public:
  /// Needs a key for which check_public_key found no fault. Throws SystemFailure if OpenSSL fails.
  VerifyingKey(Crypto crypto, const PublicKeyBytes& key);

  /// SPEC 3.8: whether a signature over the 32 bytes of a digest holds: S < L, and the encoding of S*B - h*A equals the
  /// bytes of R. Throws SystemFailure if OpenSSL fails; that says nothing about the signature.
  bool verify(const Sha256Digest& message, const Signature& signature) const;

  /// The same for a message of any length. The rules sign digests alone, but published test vectors sign other messages
  /// too (tests/suites). Linear in the length.
  bool verify(std::span<const std::uint8_t> message, const Signature& signature) const;

  /// The same verdict. If `verdicts` is not null, the verdict is looked up there first, and kept there afterwards.
  bool verify(const Sha256Digest& message, const Signature& signature, VerdictCache* verdicts) const;

  /// The same verdict, from OpenSSL alone.
  bool verify_with_openssl(std::span<const std::uint8_t> message, const Signature& signature) const;

  const PublicKeyBytes& bytes() const noexcept;

 private:
  bool try_with_openssl(std::span<const std::uint8_t> message, const Signature& signature) const;

  struct Implementation;
  std::shared_ptr<const Implementation> implementation_;
};

}  // namespace pith::crypto

#endif
