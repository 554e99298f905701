#include "crypto/secret_bytes.h"

#include <openssl/crypto.h>

namespace pith::crypto {

SecretBytes::SecretBytes(std::size_t capacity_bytes)
    : bytes_(std::make_unique<std::uint8_t[]>(capacity_bytes)), capacity_bytes_(capacity_bytes) {}

SecretBytes::~SecretBytes() {
  if (bytes_) {
    OPENSSL_cleanse(bytes_.get(), capacity_bytes_);
  }
}

}  // namespace pith::crypto
