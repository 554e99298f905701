#ifndef PITH_ENGINE_EVENTS_REFUSED_SIGNATURES_H
#define PITH_ENGINE_EVENTS_REFUSED_SIGNATURES_H

#include <string>

#include "containers/digest_index.h"
#include "crypto/ed25519.h"
#include "pith/crypto.h"

namespace pith::engine {

/// Signatures that did not hold, each with the content digest that it was made for. So the second time, the same bad
/// copy of an event costs a hash and no verification. An entry takes about 50 bytes, or at most 180 if somebody grinds
/// signatures: less than the copy's own text. The key follows from the content and the keyring, so a table belongs to
/// one event set. Merging sets does not merge their tables.
class RefusedSignatures {
 public:
  bool contains(const Crypto& crypto, const Sha256Digest& content_digest, const crypto::Signature& signature) const {
    return digests_.size() > 0 && digests_.find(name_of(crypto, content_digest, signature)).has_value();
  }
  void insert(const Crypto& crypto, const Sha256Digest& content_digest, const crypto::Signature& signature) {
    digests_.insert(name_of(crypto, content_digest, signature));
  }

 private:
  /// A hash of both, since an index holds digests.
  static Sha256Digest name_of(const Crypto& crypto, const Sha256Digest& content_digest,
                              const crypto::Signature& signature) {
    std::string bytes(content_digest.bytes.begin(), content_digest.bytes.end());
    bytes.append(signature.bytes.begin(), signature.bytes.end());
    return crypto.sha256(bytes);
  }

  containers::DigestIndex digests_;
};

}  // namespace pith::engine

#endif
