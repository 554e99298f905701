#include "tests/support/curve.h"

#include <cstdlib>

namespace pith::tests {

Number::Number(unsigned long value) : number_(BN_new()) {
  BN_set_word(get(), value);
}
Number::Number(const std::string& decimal) : Number(0UL) {
  BIGNUM* number = get();
  BN_dec2bn(&number, decimal.c_str());
}
Number::Number(const Bytes32& little_endian) : number_(BN_lebin2bn(little_endian.data(), 32, nullptr)) {}

Bytes32 Number::bytes() const {
  Bytes32 bytes;
  if (BN_bn2lebinpad(get(), bytes.data(), 32) != 32) {
    std::abort();
  }
  return bytes;
}
Number Number::plus(const Number& other) const {
  Number sum(0UL);
  BN_add(sum.get(), get(), other.get());
  return sum;
}
Number Number::times(const Number& other, const Number& modulus) const {
  Number product(0UL);
  BN_mod_mul(product.get(), get(), other.get(), modulus.get(), context());
  return product;
}
Number Number::minus(const Number& other, const Number& modulus) const {
  Number difference(0UL);
  BN_mod_sub(difference.get(), get(), other.get(), modulus.get(), context());
  return difference;
}
Number Number::to_the(const Number& exponent, const Number& modulus) const {
  Number power(0UL);
  BN_mod_exp(power.get(), get(), exponent.get(), modulus.get(), context());
  return power;
}
Number Number::halved() const {
  Number half(0UL);
  BN_rshift1(half.get(), get());
  return half;
}

BN_CTX* Number::context() {
  static const std::unique_ptr<BN_CTX, Free> instance(BN_CTX_new());
  return instance.get();
}

const Number& zero() {
  static const Number number(0UL);
  return number;
}
const Number& one() {
  static const Number number(1UL);
  return number;
}
const Number& prime() {
  static const Number number("57896044618658097711785492504343953926634992332820282019728792003956564819949");
  return number;
}
const Number& group_order() {
  static const Number number("7237005577332262213973186563042994240857116359379907606001950938285454250989");
  return number;
}

namespace {

Number inverse(const Number& number) {
  return number.to_the(prime().minus(Number(2UL), prime()), prime());
}

}  // namespace

bool is_on_curve(const Number& y) {
  static const Number d = zero().minus(Number(121665UL), prime()).times(inverse(Number(121666UL)), prime());
  const Number y_squared = y.times(y, prime());
  const Number denominator = d.times(y_squared, prime()).plus(one());
  const Number x_squared = y_squared.minus(one(), prime()).times(inverse(denominator), prime());
  const Number criterion = x_squared.to_the(prime().halved(), prime());
  return criterion == zero() || criterion == one();
}

const std::vector<Bytes32>& small_order_y() {
  static const std::vector<Bytes32> all = {
      Number(1UL).bytes(), prime().minus(one(), prime()).bytes(), Number(0UL).bytes(),
      Number("2707385501144840649318225287225658788936804267575313519463743609750303402022").bytes(),
      Number("55188659117513257062467267217118295137698188065244968500265048394206261417927").bytes()};
  return all;
}

}  // namespace pith::tests
