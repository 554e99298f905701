// SPEC 3.6 and 3.8: OpenSSL's verdict on a key, a message and a signature, against every other path to one; and which
// 32 bytes are a key, against the curve's equation (tests/support/curve.h). In a build without libsodium, as OSS-Fuzz's
// is, the quicker way to a verdict is OpenSSL in another context, no more.
//
// An input that begins with `s` starts from a true signature and changes it: a byte chooses who signs, 32 are the
// message, and each two after that are a change. Any other is a byte of no matter, 32 bytes of a key, 32 of a message
// and 64 of a signature; what is missing is zero.

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "canon/encoding.h"
#include "crypto/ed25519.h"
#include "crypto/verdict_table.h"
#include "fuzz/support/claim.h"
#include "fuzz/support/trust.h"
#include "pith/verdict_cache.h"
#include "tests/support/curve.h"
#include "tests/support/reference_json.h"

namespace pith::fuzz {
namespace {

using tests::Bytes32;
using tests::small_order_y;

struct Case {
  crypto::PublicKeyBytes key;
  Sha256Digest message = {};
  crypto::Signature signature;
};

/// Takes the input from its front; past its end stand zeros.
class Input {
 public:
  explicit Input(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool is_at_end() const { return bytes_.empty(); }
  void take(std::span<std::uint8_t> into) {
    const std::size_t count = std::min(into.size(), bytes_.size());
    std::copy_n(bytes_.begin(), count, into.begin());
    bytes_ = bytes_.subspan(count);
  }
  std::uint8_t take_byte() {
    std::uint8_t byte = 0;
    take({&byte, 1});
    return byte;
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

/// Carries out of the top are lost.
Bytes32 add(const Bytes32& left, const Bytes32& right) {
  Bytes32 sum{};
  unsigned carry = 0;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    carry += static_cast<unsigned>(left[i]) + right[i];
    sum[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  return sum;
}

bool is_less(const Bytes32& left, const Bytes32& right) {
  return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(), right.rend());
}

const Bytes32& group_order() {
  static const Bytes32 order = tests::group_order().bytes();
  return order;
}
const Bytes32& field_prime() {
  static const Bytes32 prime = tests::prime().bytes();
  return prime;
}

/// Encodings that verifiers disagree about: points of small order, with and without the sign, and y that are not below
/// the prime.
const std::vector<Bytes32>& odd_points() {
  static const std::vector<Bytes32> all = [] {
    std::vector<Bytes32> points = small_order_y();
    points.push_back(field_prime());
    for (const unsigned long beyond : {1UL, 18UL}) {  // 2^255 - 1 is the largest that has room
      points.push_back(tests::prime().plus(tests::Number(beyond)).bytes());
    }
    const std::size_t count = points.size();
    for (std::size_t i = 0; i < count; ++i) {
      points.push_back(points[i]);
      points.back().back() |= 0x80;
    }
    return points;
  }();
  return all;
}

std::span<std::uint8_t, 32> r_of(crypto::Signature& signature) {
  return std::span(signature.bytes).first<32>();
}
std::span<std::uint8_t, 32> s_of(crypto::Signature& signature) {
  return std::span(signature.bytes).last<32>();
}

void set(std::span<std::uint8_t, 32> place, const Bytes32& bytes) {
  std::copy(bytes.begin(), bytes.end(), place.begin());
}

void flip(std::span<std::uint8_t> bytes, std::size_t bit) {
  bytes[bit / 8 % bytes.size()] ^= static_cast<std::uint8_t>(1 << (bit % 8));
}

void change(Case& it, std::uint8_t kind, std::uint8_t argument) {
  switch (kind % 8) {
    case 0: {  // S + k L, the same scalar for whoever does not look
      Bytes32 scalar{};
      std::copy_n(s_of(it.signature).begin(), scalar.size(), scalar.begin());
      for (int k = 1 + argument % 15; k > 0; --k) {
        scalar = add(scalar, group_order());
      }
      set(s_of(it.signature), scalar);
      break;
    }
    case 1:
      flip(r_of(it.signature), argument);
      break;
    case 2:
      flip(s_of(it.signature), argument);
      break;
    case 3:
      set(r_of(it.signature), odd_points()[argument % odd_points().size()]);
      break;
    case 4:
      it.key.bytes = odd_points()[argument % odd_points().size()];
      break;
    case 5: {  // scalars around 0 and L
      Bytes32 scalar = argument % 2 == 0 ? Bytes32{} : group_order();
      scalar[0] = static_cast<std::uint8_t>(scalar[0] + static_cast<int>(argument / 2 % 8) - 4);
      set(s_of(it.signature), scalar);
      break;
    }
    case 6:
      flip(it.message.bytes, argument);
      break;
    default:
      flip(it.key.bytes, argument);
  }
}

crypto::PublicKeyBytes public_key_of(const tests::Signer& signer) {
  crypto::PublicKeyBytes key;
  const auto entry = tests::reference::read(signer.key_entry(std::nullopt, std::nullopt));
  const bool is_decoded = canon::decode_base64(*entry->find_string("public_key_b64"), key.bytes);
  claim(is_decoded, "a signer's key is 32 bytes in base64");
  return key;
}

Case sign(std::uint8_t who, const Sha256Digest& message) {
  static const std::vector<const tests::Signer*> signers = {&world().registry, &world().alice, &world().bob};
  const tests::Signer& signer = *signers[who % signers.size()];
  Case it{public_key_of(signer), message, {}};
  const bool is_decoded = canon::decode_base64(signer.sign(message), it.signature.bytes);
  claim(is_decoded, "a signature is 64 bytes in base64");
  return it;
}

/// With no help of ours, in OpenSSL's own library context.
bool ask_openssl(const Case& it) {
  EVP_PKEY* const key =
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, it.key.bytes.data(), it.key.bytes.size());
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const bool is_ready = key != nullptr && EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key) == 1;
  const bool holds = is_ready && EVP_DigestVerify(context, it.signature.bytes.data(), it.signature.bytes.size(),
                                                  it.message.bytes.data(), it.message.bytes.size()) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  claim(is_ready, "OpenSSL takes any 32 bytes for a key");
  return holds;
}

void check_key(const crypto::PublicKeyBytes& key, crypto::PublicKeyFault fault, bool holds) {
  Bytes32 y = key.bytes;
  y.back() &= 0x7F;
  const bool is_canonical = is_less(y, field_prime());
  const bool is_small = std::find(small_order_y().begin(), small_order_y().end(), y) != small_order_y().end();
  claim((fault == crypto::PublicKeyFault::not_canonical) == !is_canonical, "a y is below the prime");
  claim((fault == crypto::PublicKeyFault::small_order) == is_small, "the points of small order are these");
  const bool is_point = tests::is_on_curve(tests::Number(y));
  claim((fault == crypto::PublicKeyFault::not_on_curve) == (is_canonical && !is_point), "a point is on the curve");
  claim((fault == crypto::PublicKeyFault::none) == (is_canonical && is_point && !is_small), "any other is a key");
  claim(is_point || !holds, "no signature holds under what is no point");
}

void check(const Case& it) {
  const bool holds = ask_openssl(it);
  const crypto::PublicKeyFault fault = crypto::check_public_key(it.key);
  check_key(it.key, fault, holds);
  Bytes32 scalar{};
  std::copy_n(it.signature.bytes.begin() + 32, scalar.size(), scalar.begin());
  const bool is_reduced = is_less(scalar, group_order());
  claim(crypto::has_reduced_scalar(it.signature) == is_reduced, "a scalar is reduced where it is below L");
  claim(is_reduced || !holds, "no signature holds with a scalar that is not reduced");
  if (fault != crypto::PublicKeyFault::none) {
    return;
  }
  const crypto::VerifyingKey key(tests::crypto(), it.key);
  claim(key.bytes() == it.key, "a key keeps its bytes");
  claim(key.verify_with_openssl(it.message, it.signature) == holds, "OpenSSL in our context gives OpenSSL's verdict");
  claim(key.verify(it.message, it.signature) == holds, "the quicker way gives OpenSSL's verdict");
  VerdictCache verdicts(1);
  claim(key.verify(it.message, it.signature, &verdicts) == holds, "a cache that knows nothing changes no verdict");
  claim(verdicts.table().find(it.key, it.message, it.signature) == holds, "the verdict is remembered");
  claim(key.verify(it.message, it.signature, &verdicts) == holds, "the verdict that is remembered is OpenSSL's");
  Case other = it;
  flip(other.signature.bytes, it.message.bytes[0] * 2U);
  claim(!verdicts.table().find(other.key, other.message, other.signature), "another signature has no verdict yet");
  claim(key.verify(other.message, other.signature, &verdicts) == ask_openssl(other),
        "a changed signature gets a verdict of its own");
}

void check_changed(Input input) {
  const std::uint8_t who = input.take_byte();
  Sha256Digest message = {};
  input.take(message.bytes);
  Case it = sign(who, message);
  claim(!input.is_at_end() || ask_openssl(it), "a true signature holds");
  // More would undo each other.
  constexpr int changes_max = 4;
  for (int i = 0; i < changes_max && !input.is_at_end(); ++i) {
    const std::uint8_t kind = input.take_byte();
    change(it, kind, input.take_byte());
  }
  check(it);
}

void check_raw(Input input) {
  Case it;
  input.take(it.key.bytes);
  input.take(it.message.bytes);
  input.take(it.signature.bytes);
  check(it);
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pith::fuzz::Input input(std::span(data, size));
  if (input.take_byte() == 's') {
    pith::fuzz::check_changed(input);
  } else {
    pith::fuzz::check_raw(input);
  }
  return 0;
}
