#ifndef PITH_CRYPTO_SHA256_H
#define PITH_CRYPTO_SHA256_H

// SHA-256 of bytes that are not in one place. For bytes that are, see Crypto::sha256 in pith/crypto.h.
// All functions throw SystemFailure if OpenSSL fails, and std::bad_alloc if memory runs out.

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "pith/crypto.h"

namespace pith::crypto {

/// SHA-256 of bytes that arrive in several calls. For one digest, and for one thread at a time.
class Sha256Stream {
 public:
  explicit Sha256Stream(const Crypto& crypto);
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  ~Sha256Stream();

  /// Adds bytes at the end. Linear.
  void update(std::string_view bytes);

  /// The digest of all bytes. Nothing may be called after it.
  Sha256Digest finish();

 private:
  void hash(std::string_view bytes);

  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
  std::array<char, 4096> gathered_;
  std::size_t gathered_size_bytes_ = 0;
};

/// SPEC 1.6: SHA-256 of fragments as if they were one text, for example of an event without its envelope. Linear. Safe
/// to call from many threads.
Sha256Digest sha256(const Crypto& crypto, std::span<const std::string_view> fragments);

}  // namespace pith::crypto

#endif
