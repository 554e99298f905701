#include "crypto/ed25519.h"

#include <algorithm>

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
  // As numbers whose last byte counts most.
  return std::lexicographical_compare(signature.bytes.rbegin(), signature.bytes.rbegin() + 32, group_order.rbegin(),
                                      group_order.rend());
}

struct VerifyingKey::Implementation {
  Crypto crypto;
  PublicKeyBytes bytes;
  Key key;
  DigestContext ready;  // to verify with; each verification copies it, which costs far less than making one
};

VerifyingKey::VerifyingKey(Crypto crypto, const PublicKeyBytes& key) {
  const ErrorQueueGuard guard;
  OSSL_LIB_CTX* const library = crypto.library().context();
  Key handle(EVP_PKEY_new_raw_public_key_ex(library, "ED25519", nullptr, key.bytes.data(), key.bytes.size()));
  if (!handle) {
    throw SystemFailure("OpenSSL: an Ed25519 key could not be made");
  }
  DigestContext ready(EVP_MD_CTX_new());
  if (!ready || EVP_DigestVerifyInit_ex(ready.get(), nullptr, nullptr, library, nullptr, handle.get(), nullptr) != 1) {
    throw SystemFailure("OpenSSL: an Ed25519 verification could not be started");
  }
  implementation_ = std::make_shared<const Implementation>(
      Implementation{std::move(crypto), key, std::move(handle), std::move(ready)});
}

const PublicKeyBytes& VerifyingKey::bytes() const noexcept {
  return implementation_->bytes;
}

bool VerifyingKey::verify(const Sha256Digest& message, const Signature& signature) const {
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

bool VerifyingKey::verify_with_openssl(const Sha256Digest& message, const Signature& signature) const {
  // OpenSSL says no also where it ran out of memory on the way, and does not always say why; but malloc does. Its word
  // may also be about a way around that it found, so there is a second try before a no is doubted.
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
      throw SystemFailure("OpenSSL: there is no memory to verify a signature");
    }
  }
  return false;
}

bool VerifyingKey::try_with_openssl(const Sha256Digest& message, const Signature& signature) const {
  const ErrorQueueGuard guard;
  const DigestContext context(EVP_MD_CTX_new());
  if (!context || EVP_MD_CTX_copy_ex(context.get(), implementation_->ready.get()) != 1) {
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
