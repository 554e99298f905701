#ifndef PITH_CRYPTO_LIBRARY_H
#define PITH_CRYPTO_LIBRARY_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include <cerrno>
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

/// Whether malloc failed in this thread, which is what errno says of it (POSIX; what else sets it is no matter here).
/// Leaves errno as it was.
class OutOfMemoryWatch {
 public:
  OutOfMemoryWatch() noexcept : errno_before_(errno) { begin_again(); }
  ~OutOfMemoryWatch() { errno = errno_before_; }
  OutOfMemoryWatch(const OutOfMemoryWatch&) = delete;
  OutOfMemoryWatch& operator=(const OutOfMemoryWatch&) = delete;

  void begin_again() const noexcept { errno = 0; }
  bool has_seen_it() const noexcept { return errno == ENOMEM; }

 private:
  int errno_before_;
};

/// OpenSSL with its default provider in a context of our own, so that openssl.cnf, OPENSSL_CONF and the
/// program around us change nothing, and with the algorithms looked up once. Immutable.
class Library {
 public:
  /// Throws SystemFailure where the provider or an algorithm is missing.
  Library();

  /// Whether the program around us has given OpenSSL an allocator of its own, which need not set errno.
  bool is_allocator_replaced() const noexcept { return is_allocator_replaced_; }
  /// Whether a signature that holds is said to, here and now.
  bool verifies_known_signature() const noexcept;

  OSSL_LIB_CTX* context() const noexcept { return context_.get(); }
  const EVP_MD* sha256() const noexcept { return sha256_.get(); }
  const QuickVerifier& quick_verifier() const noexcept { return quick_verifier_; }

 private:
  // In the order in which they depend on each other; freed in reverse.
  LibraryContext context_;
  Provider provider_;
  DigestAlgorithm sha256_;
  QuickVerifier quick_verifier_;
  bool is_allocator_replaced_;
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
