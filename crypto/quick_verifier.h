#ifndef PITH_CRYPTO_QUICK_VERIFIER_H
#define PITH_CRYPTO_QUICK_VERIFIER_H

#include "crypto/ed25519.h"
#include "pith/crypto.h"

namespace pith::crypto {

// A verifier that is quicker than OpenSSL, and that may only say yes.
//
// OpenSSL's verdict on a signature is the rule (SPEC 3.8), and libraries differ on crafted signatures. A quicker
// library may answer in its place only if its yes proves the same equation. Its no proves nothing, because it also
// refuses keys and points R that the rule accepts.
//
// libsodium 1.0.18 says yes only if the encoding of S*B - h*A equals the bytes of R, with A decoded from a canonical
// encoding and h = SHA-512(R, A, message) mod L. That is the equation of SPEC 3.8. Builds of libsodium differ on
// whether they check S < L, so it is checked here. Later versions compare points up to the cofactor. Their yes proves
// too little, so the library in use is tested before it is believed.
//
// Tests: tests/ed25519_test.cpp and the vectors in tests/vectors/signature, in builds with and without libsodium.

/// The quicker verifier of this build, or none. Does not change; safe to use from many threads.
class QuickVerifier {
 public:
  /// Tests the library, which costs one verification.
  QuickVerifier();

  /// SPEC 3.8: whether a signature certainly holds. False says nothing. Needs a key for which check_public_key found no
  /// fault. Costs one verification, or nothing if the library is not trusted.
  bool surely_holds(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature) const;

  /// Whether surely_holds can return true: there is a library, and it passed the test.
  bool is_trusted() const { return is_trusted_; }

 private:
  bool is_trusted_;
};

}  // namespace pith::crypto

#endif
