#ifndef PITH_CRYPTO_LIBRARY_H
#define PITH_CRYPTO_LIBRARY_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include <memory>

#include "crypto/quick_verifier.h"

namespace pith::crypto {

/// Frees an OpenSSL object with the function that OpenSSL has for it.
template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

using LibraryContext = std::unique_ptr<OSSL_LIB_CTX, Deleter<&OSSL_LIB_CTX_free>>;
using Provider = std::unique_ptr<OSSL_PROVIDER, Deleter<&OSSL_PROVIDER_unload>>;
using DigestAlgorithm = std::unique_ptr<EVP_MD, Deleter<&EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<&EVP_MD_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<&EVP_PKEY_free>>;

/// OpenSSL with its default provider in a context of our own, so that openssl.cnf, OPENSSL_CONF and the
/// program around us change nothing, and with the algorithms looked up once. Immutable.
class Library {
 public:
  /// Throws SystemFailure where the provider or an algorithm is missing.
  Library();

  OSSL_LIB_CTX* context() const noexcept { return context_.get(); }
  const EVP_MD* sha256() const noexcept { return sha256_.get(); }
  const QuickVerifier& quick_verifier() const noexcept { return quick_verifier_; }

 private:
  // In the order in which they depend on each other; freed in reverse.
  LibraryContext context_;
  Provider provider_;
  DigestAlgorithm sha256_;
  QuickVerifier quick_verifier_;
};

/// Keeps what OpenSSL says of a refused signature or key out of the error queue of the program around us.
class ErrorQueueGuard {
 public:
  ErrorQueueGuard() noexcept;
  ~ErrorQueueGuard();
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
};

}  // namespace pith::crypto

#endif
