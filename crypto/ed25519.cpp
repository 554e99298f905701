#include "crypto/ed25519.h"

#include "crypto/library.h"
#include "pith/result.h"

namespace pith::crypto {

struct VerifyingKey::Implementation {
  Crypto crypto;
  Key key;
};

VerifyingKey::VerifyingKey(Crypto crypto, const PublicKeyBytes& key) {
  const ErrorQueueGuard guard;
  Key handle(EVP_PKEY_new_raw_public_key_ex(crypto.library().context(), "ED25519", nullptr, key.bytes.data(),
                                            key.bytes.size()));
  if (!handle) {
    throw SystemFailure("OpenSSL: an Ed25519 key could not be made");
  }
  implementation_ = std::make_shared<const Implementation>(Implementation{std::move(crypto), std::move(handle)});
}

bool VerifyingKey::verify(const Sha256Digest& message, const Signature& signature) const {
  const ErrorQueueGuard guard;
  const DigestContext context(EVP_MD_CTX_new());
  if (!context || EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, implementation_->crypto.library().context(),
                                          nullptr, implementation_->key.get(), nullptr) != 1) {
    throw SystemFailure("OpenSSL: an Ed25519 verification could not be started");
  }
  const int verdict = EVP_DigestVerify(context.get(), signature.bytes.data(), signature.bytes.size(),
                                       message.bytes.data(), message.bytes.size());
  if (verdict < 0) {
    throw SystemFailure("OpenSSL: an Ed25519 verification failed to run");
  }
  return verdict == 1;
}

}  // namespace pith::crypto
