#include "engine/events/refused_signatures.h"

#include <string>

namespace pith::engine {

Sha256Digest RefusedSignatures::name_of(const Crypto& crypto, const Sha256Digest& content_digest,
                                        const crypto::Signature& signature) {
  std::string bytes(content_digest.bytes.begin(), content_digest.bytes.end());
  bytes.append(signature.bytes.begin(), signature.bytes.end());
  return crypto.sha256(bytes);
}

}  // namespace pith::engine
