// The quick verifier of a build without libsodium: it never says yes, so OpenSSL decides every signature.
//
// This file is short because CMake compiles it in place of quick_verifier_libsodium.cpp. Tests: tests/ed25519_test.cpp.

#include "crypto/quick_verifier.h"

namespace pith::crypto {

QuickVerifier::QuickVerifier() : verify_(nullptr) {}

}  // namespace pith::crypto
