#ifndef PITH_TESTS_SUPPORT_CURVE_H
#define PITH_TESTS_SUPPORT_CURVE_H

#include <openssl/bn.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pith::tests {

/// Numbers of 32 bytes, least first, which is how points and scalars are encoded.
using Bytes32 = std::array<std::uint8_t, 32>;

/// A number that is no less than 0, with the few operations that the tests of Ed25519 need.
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

/// Whether -x^2 + y^2 = 1 + d x^2 y^2, d = -121665 / 121666, has a solution.
bool is_on_curve(const Number& y);

/// The y of the points of order 1, 2, 4 and 8, whose x may be even or odd.
const std::vector<Bytes32>& small_order_y();

}  // namespace pith::tests

#endif
