// The quick verifier over libsodium. crypto/quick_verifier.h says why its yes counts.
//
// Cost: about half of what OpenSSL takes. Tests: tests/ed25519_test.cpp.

#include <sodium.h>

#include "crypto/quick_verifier.h"

namespace pith::crypto {
namespace {

bool verify_with_libsodium(const PublicKeyBytes& key, std::span<const std::uint8_t> message,
                           const Signature& signature) {
  return crypto_sign_verify_detached(signature.bytes.data(), message.data(), message.size(), key.bytes.data()) == 0;
}

}  // namespace

// sodium_init is not called. It reads random bytes, and ends the program if there are none. Verifying uses neither
// these nor anything else that it sets up.
QuickVerifier::QuickVerifier() : QuickVerifier(sodium_version_string(), verify_with_libsodium) {}

}  // namespace pith::crypto
