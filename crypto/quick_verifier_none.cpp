// The build without libsodium: every signature is OpenSSL's to decide.

#include "crypto/quick_verifier.h"

namespace pith::crypto {

QuickVerifier::QuickVerifier() : is_trusted_(false) {}

bool QuickVerifier::surely_holds(const PublicKeyBytes&, const Sha256Digest&, const Signature&) const {
  return false;
}

}  // namespace pith::crypto
