// SHA-256 over OpenSSL. A stream gathers small updates, because a call into OpenSSL costs more than a few bytes do.
//
// Cost: linear; 4096 bytes for each stream. Tests: tests/crypto_test.cpp, tests/openssl_memory_test.cpp.

#include "crypto/sha256.h"

#include <algorithm>

#include "canon/encoding.h"
#include "containers/throw_failure.h"
#include "crypto/library.h"
#include "pith/result.h"

namespace pith {
namespace {

void require(bool condition) {
  if (!condition) {
    containers::throw_failure(SystemFailure("OpenSSL failed to compute SHA-256"));
  }
}

}  // namespace

std::string to_hex(const Sha256Digest& digest) {
  return canon::encode_hex(digest.bytes);
}

Crypto::Crypto() : library_(std::make_shared<const crypto::Library>()) {}

Sha256Digest Crypto::sha256(std::string_view bytes) const {
  const crypto::ErrorQueueGuard guard;
  Sha256Digest digest = {};
  unsigned int size = 0;
  require(EVP_Digest(bytes.data(), bytes.size(), digest.bytes.data(), &size, library_->sha256(), nullptr) == 1);
  require(size == digest.bytes.size());
  return digest;
}

namespace crypto {

struct Sha256Stream::Implementation {
  DigestContext context;
};

Sha256Stream::Sha256Stream(const Crypto& crypto)
    : implementation_(std::make_unique<Implementation>(Implementation{DigestContext(EVP_MD_CTX_new())})) {
  const ErrorQueueGuard guard;
  require(implementation_->context != nullptr);
  require(EVP_DigestInit_ex2(implementation_->context.get(), crypto.library().sha256(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::hash(std::string_view bytes) {
  const ErrorQueueGuard guard;
  require(EVP_DigestUpdate(implementation_->context.get(), bytes.data(), bytes.size()) == 1);
}

void Sha256Stream::update(std::string_view bytes) {
  if (bytes.size() > gathered_.size() - gathered_size_bytes_) {
    hash({gathered_.data(), gathered_size_bytes_});
    gathered_size_bytes_ = 0;
  }
  if (bytes.size() > gathered_.size()) {
    hash(bytes);
    return;
  }
  std::copy(bytes.begin(), bytes.end(), gathered_.data() + gathered_size_bytes_);
  gathered_size_bytes_ += bytes.size();
}

Sha256Digest Sha256Stream::finish() {
  hash({gathered_.data(), gathered_size_bytes_});
  const ErrorQueueGuard guard;
  Sha256Digest digest = {};
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(implementation_->context.get(), digest.bytes.data(), &size) == 1);
  require(size == digest.bytes.size());
  return digest;
}

Sha256Digest sha256(const Crypto& crypto, std::span<const std::string_view> fragments) {
  Sha256Stream stream(crypto);
  for (const std::string_view fragment : fragments) {
    stream.update(fragment);
  }
  return stream.finish();
}

}  // namespace crypto
}  // namespace pith
