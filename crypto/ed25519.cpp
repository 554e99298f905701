// Verifying Ed25519 signatures (SPEC 3.8). OpenSSL's verdict is the rule.
//
// Idea: ask the cheapest source first. The cache may remember the verdict. The quick verifier may prove that the
// signature holds. OpenSSL decides the rest. A yes of the quick verifier proves the same equation; its no proves
// nothing.
//
// Counter-example: a signature whose R has a part of order 8 satisfies the equation multiplied by the cofactor 8, and
// many libraries accept it. The encoding of S*B - h*A does not equal the bytes of R, so it does not hold here.
//
// "No" must never mean "out of memory": see verify_with_openssl.
//
// Cost: one double scalar multiplication. libsodium needs about half the time of OpenSSL (docs/performance.md).
// Tests: tests/ed25519_test.cpp, tests/signature_properties_test.cpp, tests/openssl_memory_test.cpp, the vectors in
// tests/vectors/signature, fuzz/ed25519_fuzzer.cpp.

#include "crypto/ed25519.h"

#include <algorithm>

#include "containers/throw_failure.h"
#include "crypto/fork_lock.h"
#include "crypto/library.h"
#include "crypto/quick_verifier.h"
#include "crypto/verdict_table.h"
#include "pith/result.h"

namespace pith::crypto {

namespace {

/// L = 2^252 + 27742317777372353535851937790883648493, little-endian.
constexpr std::array<std::uint8_t, 32> group_order = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                                      0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                                      0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

}  // namespace

bool has_reduced_scalar(const Signature& signature) noexcept {
  // SPEC 3.8: S < L. Both are little-endian, so they are compared from the last byte on.
  return std::lexicographical_compare(signature.bytes.rbegin(), signature.bytes.rbegin() + 32, group_order.rbegin(),
                                      group_order.rend());
}

struct VerifyingKey::Implementation {
  Crypto crypto;
  PublicKeyBytes bytes;
  Key key;
  DigestContext ready;  // set up to verify; each verification copies it, which is much cheaper than setting one up
};

VerifyingKey::VerifyingKey(Crypto crypto, const PublicKeyBytes& key) {
  const ErrorQueueGuard guard;
  require_openssl();
  const ForkLock fork_lock;
  OSSL_LIB_CTX* const library = crypto.library().context();
  Key handle(EVP_PKEY_new_raw_public_key_ex(library, "ED25519", nullptr, key.bytes.data(), key.bytes.size()));
  if (!handle) {
    containers::throw_failure(SystemFailure("OpenSSL could not load an Ed25519 public key"));
  }
  DigestContext ready(EVP_MD_CTX_new());
  if (!ready || EVP_DigestVerifyInit_ex(ready.get(), nullptr, nullptr, library, nullptr, handle.get(), nullptr) != 1) {
    containers::throw_failure(SystemFailure("OpenSSL could not start verifying an Ed25519 signature"));
  }
  implementation_ = std::make_shared<const Implementation>(
      Implementation{std::move(crypto), key, std::move(handle), std::move(ready)});
}

const PublicKeyBytes& VerifyingKey::bytes() const noexcept {
  return implementation_->bytes;
}

bool VerifyingKey::verify(const Sha256Digest& message, const Signature& signature) const {
  return verify(message.bytes, signature);
}

bool VerifyingKey::verify(std::span<const std::uint8_t> message, const Signature& signature) const {
  const QuickVerifier& quick = implementation_->crypto.library().quick_verifier();
  return quick.surely_holds(implementation_->bytes, message, signature) || verify_with_openssl(message, signature);
}

bool VerifyingKey::verify(const Sha256Digest& message, const Signature& signature, VerdictCache* verdicts) const {
  if (verdicts == nullptr) {
    return verify(message, signature);
  }
  const std::optional<bool> known = verdicts->table().find(bytes(), message, signature);
  if (known) {
    return *known;
  }
  const bool holds = verify(message, signature);
  verdicts->table().keep(bytes(), message, signature, holds);
  return holds;
}

bool VerifyingKey::verify_with_openssl(std::span<const std::uint8_t> message, const Signature& signature) const {
  // OpenSSL also says no if it runs out of memory on the way, and does not always say why. But malloc says so in errno.
  // OpenSSL may have found a way around a malloc that failed, so there is a second try. If malloc fails again, the no
  // says nothing. An allocator that replaces OpenSSL's own need not set errno. Then a no counts only if OpenSSL
  // verifies a known signature right after it.
  const Library& library = implementation_->crypto.library();
  const OutOfMemoryWatch watch;
  if (try_with_openssl(message, signature)) {
    return true;
  }
  if (library.is_allocator_replaced() || watch.has_seen_it()) {
    watch.begin_again();
    if (try_with_openssl(message, signature)) {
      return true;
    }
    if (watch.has_seen_it() || (library.is_allocator_replaced() && !library.verifies_known_signature())) {
      containers::throw_failure(SystemFailure("OpenSSL ran out of memory while it verified a signature"));
    }
  }
  return false;
}

bool VerifyingKey::try_with_openssl(std::span<const std::uint8_t> message, const Signature& signature) const {
  const ErrorQueueGuard guard;
  const DigestContext context(EVP_MD_CTX_new());
  if (!context || EVP_MD_CTX_copy_ex(context.get(), implementation_->ready.get()) != 1) {
    containers::throw_failure(SystemFailure("OpenSSL could not start verifying an Ed25519 signature"));
  }
  const int verdict =
      EVP_DigestVerify(context.get(), signature.bytes.data(), signature.bytes.size(), message.data(), message.size());
  if (verdict < 0) {
    containers::throw_failure(SystemFailure("OpenSSL failed while it verified an Ed25519 signature"));
  }
  return verdict == 1;
}

}  // namespace pith::crypto
