#include "tests/network/second_signature.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "tests/support/curve.h"
#include "tests/support/signer.h"

namespace pith::tests::network {
namespace {

using Bytes = std::vector<std::uint8_t>;

void require(bool condition) {
  if (!condition) {
    throw std::runtime_error("OpenSSL failed in a test");
  }
}

Bytes sha512(const Bytes& message) {
  Bytes hash(64);
  require(EVP_Digest(message.data(), message.size(), hash.data(), nullptr, EVP_sha512(), nullptr) == 1);
  return hash;
}

Bytes32 first_half(const Bytes& bytes) {
  Bytes32 half;
  std::copy_n(bytes.begin(), half.size(), half.begin());
  return half;
}

/// RFC 8032, 5.1.5: the scalar of a private key.
Number scalar_of(std::uint8_t seed) {
  Bytes32 bytes = first_half(sha512(Bytes(32, seed)));
  bytes[0] &= 0xF8U;
  bytes[31] = static_cast<std::uint8_t>((bytes[31] & 0x7FU) | 0x40U);
  return Number(bytes);
}

Bytes public_key_of(std::uint8_t seed) {
  const Bytes private_key(32, seed);
  EVP_PKEY* const key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, private_key.data(), private_key.size());
  require(key != nullptr);
  Bytes bytes(32);
  std::size_t size = bytes.size();
  const bool is_done = EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) == 1;
  EVP_PKEY_free(key);
  require(is_done);
  return bytes;
}

/// 64 bytes, least significant first, modulo the order of the group.
Number reduced(const Bytes& bytes) {
  const Number& order = group_order();
  const Number two_to_128 = Number(Bytes32{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  const Number two_to_256 = two_to_128.times(two_to_128, order);
  Bytes32 high;
  std::copy_n(bytes.begin() + 32, high.size(), high.begin());
  const Number upper = Number(high).times(two_to_256, order);
  return upper.plus(Number(first_half(bytes)).times(one(), order)).times(one(), order);
}

}  // namespace

// RFC 8032, 5.1.6: R is the nonce times the base point, and S is nonce + SHA-512(R, A, message) * scalar.
std::string second_signature(std::uint8_t seed, std::uint8_t seed_of_nonce, const Sha256Digest& digest) {
  Bytes signature = public_key_of(seed_of_nonce);
  Bytes hashed = signature;
  const Bytes key = public_key_of(seed);
  hashed.insert(hashed.end(), key.begin(), key.end());
  hashed.insert(hashed.end(), digest.bytes.begin(), digest.bytes.end());
  const Number& order = group_order();
  const Number product = reduced(sha512(hashed)).times(scalar_of(seed), order);
  const Bytes32 sum = product.plus(scalar_of(seed_of_nonce)).times(one(), order).bytes();
  signature.insert(signature.end(), sum.begin(), sum.end());
  return encode_base64({reinterpret_cast<const char*>(signature.data()), signature.size()});
}

}  // namespace pith::tests::network
