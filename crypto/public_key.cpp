// Which 32 bytes are a key that may be trusted (SPEC 3.6).
//
// A key encodes a point on the curve -x^2 + y^2 = 1 + d x^2 y^2 over the integers modulo p = 2^255 - 19: y in 255 bits,
// little-endian, and the parity of x in the top bit. OpenSSL accepts too much: y >= p, and points of small order.
//
// On the curve: y belongs to a point if x^2 = u / v with u = y^2 - 1 and v = d y^2 + 1 is a square. v is never 0, and
// u / v is a square exactly if u * v is. One Jacobi symbol tells, so no root is computed.
//
// Small order: the eight points have five values of y: 0, 1, -1 and the two below. Example: y = 1 is the neutral
// element, under which R = S*B holds for every message. Counter-example: y = p + 1 is the same point in another
// encoding, and is refused as not canonical.
//
// Cost: a few multiplications and a Jacobi symbol, about ten microseconds.
// Tests: tests/crypto_test.cpp, which computes the points of small order from the curve's equation,
// tests/signature_properties_test.cpp, the vectors in tests/vectors/keyring, fuzz/ed25519_fuzzer.cpp.

#include <openssl/bn.h>

#include <algorithm>

#include "containers/throw_failure.h"
#include "crypto/ed25519.h"
#include "crypto/library.h"
#include "pith/result.h"

namespace pith::crypto {
namespace {

using Number = std::unique_ptr<BIGNUM, Deleter<&BN_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Deleter<&BN_CTX_free>>;

constexpr const char* field_prime_hex = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
constexpr const char* curve_d_hex = "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";
constexpr const char* small_order_y_hex[] = {
    "0",
    "1",
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
    "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
    "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
};

void require(bool condition) {
  if (!condition) {
    containers::throw_failure(SystemFailure("OpenSSL failed while it checked a public key"));
  }
}

Number number_from_hex(const char* hex) {
  BIGNUM* number = nullptr;
  require(BN_hex2bn(&number, hex) > 0);
  return Number(number);
}

/// The y of a key, without the parity of x in the top bit.
Number decode_y(const PublicKeyBytes& key) {
  std::array<std::uint8_t, 32> bytes = key.bytes;
  bytes.back() &= 0x7F;
  Number y(BN_lebin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  require(y != nullptr);
  return y;
}

/// Whether some point of the curve has this y. Needs 0 <= y < p.
bool is_on_curve(const Number& y, const Number& prime) {
  const NumberContext context(BN_CTX_new());
  const Number y_squared(BN_new());
  const Number product(BN_new());
  const Number numerator(BN_new());
  require(context && y_squared && product && numerator);
  require(BN_mod_sqr(y_squared.get(), y.get(), prime.get(), context.get()) == 1);
  require(BN_mod_sub(numerator.get(), y_squared.get(), BN_value_one(), prime.get(), context.get()) == 1);
  require(BN_mod_mul(product.get(), y_squared.get(), number_from_hex(curve_d_hex).get(), prime.get(), context.get()) ==
          1);
  require(BN_mod_add(product.get(), product.get(), BN_value_one(), prime.get(), context.get()) == 1);
  require(BN_mod_mul(product.get(), product.get(), numerator.get(), prime.get(), context.get()) == 1);
  const int jacobi_symbol = BN_kronecker(product.get(), prime.get(), context.get());
  require(jacobi_symbol >= -1);
  return jacobi_symbol >= 0;
}

}  // namespace

PublicKeyFault check_public_key(const PublicKeyBytes& key) {
  const ErrorQueueGuard guard;
  const Number prime = number_from_hex(field_prime_hex);
  const Number y = decode_y(key);
  // SPEC 3.6: the key is not canonically encoded (y at or above 2^255 - 19).
  if (BN_cmp(y.get(), prime.get()) >= 0) {
    return PublicKeyFault::not_canonical;
  }
  // SPEC 3.6: the key is of small order.
  const bool has_small_order =
      std::any_of(std::begin(small_order_y_hex), std::end(small_order_y_hex),
                  [&](const char* hex) { return BN_cmp(y.get(), number_from_hex(hex).get()) == 0; });
  if (has_small_order) {
    return PublicKeyFault::small_order;
  }
  // SPEC 3.6: the key is not on the curve.
  return is_on_curve(y, prime) ? PublicKeyFault::none : PublicKeyFault::not_on_curve;
}

}  // namespace pith::crypto
