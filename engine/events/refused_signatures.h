#ifndef PITH_ENGINE_EVENTS_REFUSED_SIGNATURES_H
#define PITH_ENGINE_EVENTS_REFUSED_SIGNATURES_H

#include "containers/digest_index.h"
#include "crypto/ed25519.h"
#include "pith/crypto.h"

namespace pith::engine {

/// Signatures that did not hold, each with the content that it was to sign, so that the same bad copy again costs a
/// hash and no verification. Some 50 bytes each, and 180 at most, whoever grinds them: less than a copy's own text. The
/// key follows from the content and the keyring, and is the same for one set. Merging sets leaves them behind.
class RefusedSignatures {
 public:
  bool contains(const Crypto& crypto, const Sha256Digest& content_digest, const crypto::Signature& signature) const {
    return digests_.size() > 0 && digests_.find(name_of(crypto, content_digest, signature)).has_value();
  }
  void insert(const Crypto& crypto, const Sha256Digest& content_digest, const crypto::Signature& signature) {
    digests_.insert(name_of(crypto, content_digest, signature));
  }

 private:
  static Sha256Digest name_of(const Crypto& crypto, const Sha256Digest& content_digest,
                              const crypto::Signature& signature);

  DigestIndex digests_;
};

}  // namespace pith::engine

#endif
