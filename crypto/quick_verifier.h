#ifndef PITH_CRYPTO_QUICK_VERIFIER_H
#define PITH_CRYPTO_QUICK_VERIFIER_H

#include "crypto/ed25519.h"
#include "pith/crypto.h"

namespace pith::crypto {

// The contract's verdict on a signature is OpenSSL's (SPEC 3.8), and libraries differ on crafted ones. A faster
// library may say yes in its place where its yes proves the same equation; its no proves nothing, since it also
// refuses keys and points R that the contract accepts.
//
// libsodium 1.0.18 says yes only where the encoding of S*B - h*A equals the bytes R, with A decoded from a
// canonical encoding and h = SHA-512(R, A, message) mod L: the equation of SPEC 3.8. Builds of it differ on
// S < L, which is therefore checked here. Later versions compare points up to the cofactor: with these a yes
// proves too little, so that the one in use is put to the test before it is believed.
// Shown by tests/vectors/signature and tests/ed25519_test.cpp, in builds with and without it.

/// A verifier whose yes may stand. Immutable; safe to use from many threads.
class QuickVerifier {
 public:
  QuickVerifier();

  /// Whether a signature holds for certain; false says nothing. Needs a key that check_public_key has passed.
  bool surely_holds(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature) const;

  /// Whether surely_holds ever says yes.
  bool is_trusted() const { return is_trusted_; }

 private:
  bool is_trusted_;
};

}  // namespace pith::crypto

#endif
