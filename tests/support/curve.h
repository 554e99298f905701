#ifndef PITH_TESTS_SUPPORT_CURVE_H
#define PITH_TESTS_SUPPORT_CURVE_H

#include <openssl/bn.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// Arithmetic for the tests of Ed25519, over OpenSSL's big numbers: whether a key is a point of the curve is computed
// from the curve's equation, and not by the code under test.

namespace pith::tests {

/// A number of 32 bytes, least significant byte first. Ed25519 encodes points and scalars this way.
using Bytes32 = std::array<std::uint8_t, 32>;

/// A number from 0 up, with the few operations that these tests need.
class Number {
 public:
  explicit Number(unsigned long value);
  explicit Number(const std::string& decimal);
  explicit Number(const Bytes32& little_endian);
  Number(const Number& other) : number_(BN_dup(other.get())) {}
  Number& operator=(Number other) {
    number_.swap(other.number_);
    return *this;
  }

  /// Needs a number below 2^256.
  Bytes32 bytes() const;
  Number plus(const Number& other) const;
  Number times(const Number& other, const Number& modulus) const;
  Number minus(const Number& other, const Number& modulus) const;
  Number to_the(const Number& exponent, const Number& modulus) const;
  Number halved() const;
  bool operator==(const Number& other) const { return BN_cmp(get(), other.get()) == 0; }
  bool operator<(const Number& other) const { return BN_cmp(get(), other.get()) < 0; }

 private:
  struct Free {
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(BN_CTX* context) const { BN_CTX_free(context); }
  };
  BIGNUM* get() const { return number_.get(); }
  static BN_CTX* context();

  std::unique_ptr<BIGNUM, Free> number_;
};

const Number& zero();
const Number& one();
/// 2^255 - 19.
const Number& prime();
/// 2^252 + 27742317777372353535851937790883648493.
const Number& group_order();

/// Whether -x^2 + y^2 = 1 + d x^2 y^2, d = -121665 / 121666, has a solution x, modulo prime(). It is decided by Euler's
/// criterion.
bool is_on_curve(const Number& y);

/// The y of the points of order 1, 2, 4 and 8. An encoding has one of these with an even or an odd x.
const std::vector<Bytes32>& small_order_y();

}  // namespace pith::tests

#endif
