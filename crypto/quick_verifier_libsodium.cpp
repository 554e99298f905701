#include <sodium.h>

#include <algorithm>

#include "crypto/quick_verifier.h"
#include "pith/result.h"

namespace pith::crypto {
namespace {

/// L = 2^252 + 27742317777372353535851937790883648493, little-endian.
constexpr std::array<std::uint8_t, 32> group_order = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                                      0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                                      0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

// SPEC 3.8: S < L, as numbers whose last byte counts most.
bool has_reduced_scalar(const Signature& signature) {
  return std::lexicographical_compare(signature.bytes.rbegin(), signature.bytes.rbegin() + 32, group_order.rbegin(),
                                      group_order.rend());
}

/// A signature whose R has a part of order 8: it holds up to the cofactor, and not by SPEC 3.8. The vector
/// r_with_torsion of tests/vectors/signature.
constexpr PublicKeyBytes probe_key = {{0x72, 0xf2, 0x36, 0x2a, 0x86, 0x18, 0x86, 0xe2, 0xb2, 0xae, 0x16,
                                       0xec, 0xd3, 0x6c, 0x4c, 0x36, 0xe0, 0x1c, 0x5f, 0x7f, 0x80, 0x56,
                                       0xd5, 0xab, 0xc7, 0xd6, 0x5f, 0xe5, 0x11, 0x3f, 0xcd, 0x9e}};
constexpr Sha256Digest probe_message = {{0xfb, 0x29, 0xa8, 0xd5, 0x30, 0x9d, 0x7c, 0x35, 0xb1, 0x80, 0xdb,
                                         0xd7, 0x8c, 0x63, 0xa4, 0x55, 0xa5, 0xd1, 0xfb, 0x45, 0x14, 0x9a,
                                         0x32, 0x64, 0xc0, 0x8f, 0x1a, 0xff, 0x43, 0x52, 0x4b, 0xeb}};
constexpr Signature probe_signature = {{0x83, 0xd8, 0x03, 0xa6, 0x5a, 0xf6, 0x14, 0x35, 0xef, 0xd9, 0x00, 0x8b, 0xad,
                                        0x0f, 0xa6, 0xd5, 0x56, 0xa5, 0x3d, 0xb5, 0xaa, 0xbd, 0x20, 0xa2, 0x6f, 0xf5,
                                        0xd4, 0xfb, 0xfa, 0x6c, 0x84, 0x81, 0xc2, 0x47, 0xd0, 0x90, 0xb4, 0x3e, 0x08,
                                        0xcb, 0x60, 0xeb, 0xa3, 0xb1, 0x7f, 0xd2, 0x9a, 0xa6, 0xfb, 0x0b, 0x29, 0xf8,
                                        0x30, 0x15, 0x0a, 0xc8, 0x4d, 0x05, 0xad, 0x10, 0x83, 0x65, 0x57, 0x02}};

bool accepts(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature) {
  return crypto_sign_verify_detached(signature.bytes.data(), message.bytes.data(), message.bytes.size(),
                                     key.bytes.data()) == 0;
}

}  // namespace

QuickVerifier::QuickVerifier() : is_trusted_(false) {
  if (sodium_init() < 0) {
    throw SystemFailure("libsodium: it could not be initialised");
  }
  is_trusted_ = !accepts(probe_key, probe_message, probe_signature);
}

bool QuickVerifier::surely_holds(const PublicKeyBytes& key, const Sha256Digest& message,
                                 const Signature& signature) const {
  return is_trusted_ && has_reduced_scalar(signature) && accepts(key, message, signature);
}

}  // namespace pith::crypto
