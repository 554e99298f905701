// OpenSSL in a private context (OSSL_LIB_CTX).
//
// Why: the default context reads openssl.cnf and OPENSSL_CONF, and the program around us can change its providers and
// properties. A private one is out of their reach. Algorithms are looked up once, because OpenSSL 3 would otherwise
// look them up on each call.
//
// A context must be shown to work before it is used. Example: if memory runs out while OpenSSL sets up Ed25519, the
// fetch may succeed, and every signature would be called bad from then on. So the constructor verifies a known
// signature.
//
// Cost: about a millisecond for each context. Tests: tests/openssl_memory_test.cpp, tests/cli/test_environment.py.

#include "crypto/library.h"

#include <openssl/err.h>

#include <array>
#include <cstdint>

#include "containers/throw_failure.h"
#include "crypto/fork_lock.h"
#include "pith/result.h"

namespace pith::crypto {
namespace {

// A signature that holds: RFC 8032, section 7.1, TEST 2.
constexpr std::array<std::uint8_t, 32> known_key = {0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89, 0x5a, 0x92, 0xb7, 0x0a,
                                                    0xa7, 0x4d, 0x1b, 0x7e, 0xbc, 0x9c, 0x98, 0x2c, 0xcf, 0x2e, 0xc4,
                                                    0x96, 0x8c, 0xc0, 0xcd, 0x55, 0xf1, 0x2a, 0xf4, 0x66, 0x0c};
constexpr std::array<std::uint8_t, 1> known_message = {0x72};
constexpr std::array<std::uint8_t, 64> known_signature = {
    0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82, 0x0b, 0x5f, 0x64, 0x25, 0x40,
    0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50, 0x3f, 0x8f, 0xb3, 0x76, 0x22, 0x23, 0xeb, 0xdb, 0x69, 0xda,
    0x08, 0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13, 0xd0, 0xf1, 0x1d, 0x8c,
    0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a, 0xee, 0xb0, 0x0d, 0x29, 0x16, 0x12, 0xbb, 0x0c, 0x00};

bool is_openssls_allocator_replaced() noexcept {
  CRYPTO_malloc_fn allocate = nullptr;
  CRYPTO_realloc_fn reallocate = nullptr;
  CRYPTO_free_fn release = nullptr;
  CRYPTO_get_mem_functions(&allocate, &reallocate, &release);
  return allocate != &CRYPTO_malloc || reallocate != &CRYPTO_realloc;
}

}  // namespace

void require_openssl() {
  const ErrorQueueGuard guard;
  if (OPENSSL_init_crypto(0, nullptr) != 1) {
    containers::throw_failure(
        SystemFailure("OpenSSL cannot be used: it could not start, or the program has called OPENSSL_cleanup"));
  }
}

Library::Library() : is_allocator_replaced_(is_openssls_allocator_replaced()) {
  const ErrorQueueGuard guard;
  require_openssl();
  const ForkLock fork_lock;
  context_.reset(OSSL_LIB_CTX_new());
  if (!context_) {
    containers::throw_failure(SystemFailure("OpenSSL could not create a library context"));
  }
  provider_.reset(OSSL_PROVIDER_load(context_.get(), "default"));
  if (!provider_) {
    containers::throw_failure(SystemFailure("OpenSSL could not load its default provider"));
  }
  sha256_.reset(EVP_MD_fetch(context_.get(), "SHA2-256", nullptr));
  if (!sha256_) {
    containers::throw_failure(SystemFailure("OpenSSL does not provide SHA-256"));
  }
  EVP_SIGNATURE* const ed25519 = EVP_SIGNATURE_fetch(context_.get(), "ED25519", nullptr);
  if (ed25519 == nullptr) {
    containers::throw_failure(SystemFailure("OpenSSL does not provide Ed25519"));
  }
  EVP_SIGNATURE_free(ed25519);
  // If memory ran out while OpenSSL set something up, this context may call every signature bad. After one verification
  // that succeeds, everything is set up.
  if (!verifies_known_signature()) {
    containers::throw_failure(SystemFailure("OpenSSL does not verify an Ed25519 signature that is known to hold"));
  }
}

Library::~Library() {
  const ErrorQueueGuard guard;
  const ForkLock fork_lock;
  sha256_.reset();
  provider_.reset();
  context_.reset();
}

bool Library::verifies_known_signature() const noexcept {
  const ErrorQueueGuard guard;
  const Key key(EVP_PKEY_new_raw_public_key_ex(context(), "ED25519", nullptr, known_key.data(), known_key.size()));
  const DigestContext verification(EVP_MD_CTX_new());
  return key && verification &&
         EVP_DigestVerifyInit_ex(verification.get(), nullptr, nullptr, context(), nullptr, key.get(), nullptr) == 1 &&
         EVP_DigestVerify(verification.get(), known_signature.data(), known_signature.size(), known_message.data(),
                          known_message.size()) == 1;
}

ErrorQueueGuard::ErrorQueueGuard() noexcept {
  enter_openssl();
  ERR_set_mark();
}
ErrorQueueGuard::~ErrorQueueGuard() {
  ERR_pop_to_mark();
}

}  // namespace pith::crypto
