#include "crypto/library.h"

#include <openssl/err.h>

#include "pith/result.h"

namespace pith::crypto {

Library::Library() {
  const ErrorQueueGuard guard;
  context_.reset(OSSL_LIB_CTX_new());
  if (!context_) {
    throw SystemFailure("OpenSSL: no library context");
  }
  provider_.reset(OSSL_PROVIDER_load(context_.get(), "default"));
  if (!provider_) {
    throw SystemFailure("OpenSSL: no default provider");
  }
  sha256_.reset(EVP_MD_fetch(context_.get(), "SHA2-256", nullptr));
  if (!sha256_) {
    throw SystemFailure("OpenSSL: no SHA-256");
  }
  EVP_SIGNATURE* const ed25519 = EVP_SIGNATURE_fetch(context_.get(), "ED25519", nullptr);
  if (ed25519 == nullptr) {
    throw SystemFailure("OpenSSL: no Ed25519");
  }
  EVP_SIGNATURE_free(ed25519);
}

ErrorQueueGuard::ErrorQueueGuard() noexcept {
  ERR_set_mark();
}
ErrorQueueGuard::~ErrorQueueGuard() {
  ERR_pop_to_mark();
}

}  // namespace pith::crypto
