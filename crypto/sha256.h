#ifndef PITH_CRYPTO_SHA256_H
#define PITH_CRYPTO_SHA256_H

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "pith/crypto.h"

namespace pith::crypto {

/// SHA-256 of bytes that come in pieces, small ones gathered. One use, from one thread.
class Sha256Stream {
 public:
  /// Throws SystemFailure, here and below, where OpenSSL fails.
  explicit Sha256Stream(const Crypto& crypto);
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  ~Sha256Stream();

  void update(std::string_view bytes);

  /// The digest of all bytes so far; nothing may follow.
  Sha256Digest finish();

 private:
  void hash(std::string_view bytes);

  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
  std::array<char, 4096> gathered_;
  std::size_t gathered_size_bytes_ = 0;
};

/// SHA-256 of pieces one after the other, as if they stood together. Linear.
Sha256Digest sha256(const Crypto& crypto, std::span<const std::string_view> pieces);

}  // namespace pith::crypto

#endif
