#ifndef PITH_CRYPTO_LIBRARY_H
#define PITH_CRYPTO_LIBRARY_H

// OpenSSL in a context of our own, and how to use it without leaking or losing its errors.

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

/// Tells whether malloc failed in this thread: POSIX says that it then sets errno to ENOMEM. Whether something else set
/// errno as well does not matter here. Leaves errno as it was before.
class OutOfMemoryWatch {
 public:
  OutOfMemoryWatch() noexcept : errno_before_(errno) { begin_again(); }
  ~OutOfMemoryWatch() { errno = errno_before_; }
  OutOfMemoryWatch(const OutOfMemoryWatch&) = delete;
  OutOfMemoryWatch& operator=(const OutOfMemoryWatch&) = delete;

  /// Forgets what it has seen.
  void begin_again() const noexcept { errno = 0; }
  /// Whether malloc has failed since the start, or since begin_again().
  bool has_seen_it() const noexcept { return errno == ENOMEM; }

 private:
  int errno_before_;
};

/// Needs nothing. Throws SystemFailure if OpenSSL cannot be used. After OPENSSL_cleanup, OpenSSL has no locks any more,
/// and crashes when it loads a provider or a key. Takes a few nanoseconds.
void require_openssl();

/// OpenSSL with its default provider in a context of our own. So openssl.cnf, OPENSSL_CONF and the program around us
/// change nothing. The algorithms are looked up once. Does not change; safe to use from many threads.
class Library {
 public:
  /// Takes about a millisecond. Throws SystemFailure if the provider or an algorithm is missing, or does not work.
  Library();
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  /// Whether the program around us has given OpenSSL an allocator of its own. Such an allocator need not set errno.
  bool is_allocator_replaced() const noexcept { return is_allocator_replaced_; }

  /// Whether OpenSSL, at this moment, accepts a signature that is known to hold. Costs one verification.
  bool verifies_known_signature() const noexcept;

  OSSL_LIB_CTX* context() const noexcept { return context_.get(); }
  const EVP_MD* sha256() const noexcept { return sha256_.get(); }
  const QuickVerifier& quick_verifier() const noexcept { return quick_verifier_; }

 private:
  // Each may depend on those before it. They are freed in reverse.
  LibraryContext context_;
  Provider provider_;
  DigestAlgorithm sha256_;
  QuickVerifier quick_verifier_;
  bool is_allocator_replaced_;
};

/// Removes, when it ends, what OpenSSL has put on this thread's error queue since it began. So a refused signature or
/// key leaves no trace in the program around us. There is one around each use of OpenSSL, and so the first one in a
/// thread also makes the thread known to OpenSSL (crypto/fork_lock.h).
class ErrorQueueGuard {
 public:
  ErrorQueueGuard() noexcept;
  ~ErrorQueueGuard();
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
};

}  // namespace pith::crypto

#endif
