#ifndef PITH_CRYPTO_QUICK_VERIFIER_H
#define PITH_CRYPTO_QUICK_VERIFIER_H

#include <span>
#include <string_view>

#include "crypto/ed25519.h"
#include "pith/crypto.h"

namespace pith::crypto {

// A verifier that is quicker than OpenSSL, and that may only say yes.
//
// OpenSSL's verdict on a signature is the rule (SPEC 3.8), and libraries differ on crafted signatures. A quicker
// library may answer in its place only if its yes proves the same equation. Its no proves nothing, because it also
// refuses keys and points R that the rule accepts.
//
// libsodium says yes only if the encoding of S*B - h*A equals the bytes of R, with A decoded from a canonical encoding
// and h = SHA-512(R, A, message) mod L. That is the equation of SPEC 3.8. Builds of libsodium differ on whether they
// check S < L, so it is checked here.
//
// This is true of the versions that CMakeLists.txt lists. Their sources were read for it, and all signature vectors ran
// with them. Two others show why the rest are refused:
// - 1.0.19 is compiled with -Ofast. Loading its shared library turns on flush-to-zero for the whole process.
// - The development version after 1.0.22 compares points up to the cofactor, so its yes proves too little. By a mistake
//   of its own it still refuses an R with a part of order 8, but it accepts one with a part of order 2 or 4.
//
// The library at run time need not be the one of the build, because several versions have the same SONAME. So it is
// used only if its version is listed and it refuses a signature of each of these three orders. If it is not used,
// OpenSSL decides alone, with the same verdicts.
//
// Tests: tests/ed25519_test.cpp and the vectors in tests/vectors/signature, in builds with and without libsodium.

/// The quicker verifier of this build, or none. Does not change; safe to use from many threads.
class QuickVerifier {
 public:
  /// Whether a library says yes to a signature.
  using Verify = bool (*)(const PublicKeyBytes& key, std::span<const std::uint8_t> message, const Signature& signature);

  /// Tests the library of this build, which costs three verifications.
  QuickVerifier();

  /// Tests a library by the version that it states and its answers. `verify` is not called if the version is not
  /// listed.
  QuickVerifier(std::string_view version, Verify verify);

  /// SPEC 3.8: whether a signature certainly holds. False says nothing. Needs a key for which check_public_key found no
  /// fault. Costs one verification, or nothing if the library is not trusted.
  bool surely_holds(const PublicKeyBytes& key, std::span<const std::uint8_t> message, const Signature& signature) const;

  /// Whether surely_holds can return true: there is a library, and it passed the tests.
  bool is_trusted() const { return verify_ != nullptr; }

 private:
  Verify verify_;  // null if the library is not trusted
};

}  // namespace pith::crypto

#endif
