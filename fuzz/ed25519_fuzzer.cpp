// SPEC 3.6 and 3.8: keys and signatures. An input is a public key, a message of 32 bytes and a signature. It has one of
// two forms, and missing bytes are zero:
//   - `s`, one byte that chooses a signer, 32 bytes of message, and then two bytes for each change (at most four). The
//     signer signs the message, and the changes are made to the signature, the message or the key.
//   - Any other byte, which means nothing, 32 bytes of key, 32 of message and 64 of signature.
//
// Every way to verify must give the verdict of OpenSSL, called directly. The check of a key must agree with the
// equation of the curve (tests/support/curve.h). In a build without libsodium, such as that of OSS-Fuzz, the faster way
// to verify is only OpenSSL in another context.

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

/// Reads the input from its front. After its end come zeros.
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

/// The sum modulo 2^256.
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

/// Encodings that verifiers disagree about: points of small order, and some y from the prime on. Each without and with
/// the sign bit of x.
const std::vector<Bytes32>& odd_points() {
  static const std::vector<Bytes32> all = [] {
    std::vector<Bytes32> points = small_order_y();
    points.push_back(field_prime());
    for (const unsigned long beyond : {1UL, 18UL}) {  // 2^255 - 1 is the largest that fits
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

void set(std::span<std::uint8_t, 32> into, const Bytes32& bytes) {
  std::copy(bytes.begin(), bytes.end(), into.begin());
}

void flip(std::span<std::uint8_t> bytes, std::size_t bit) {
  bytes[bit / 8 % bytes.size()] ^= static_cast<std::uint8_t>(1 << (bit % 8));
}

void change(Case& it, std::uint8_t kind, std::uint8_t argument) {
  switch (kind % 8) {
    case 0: {  // S + k L: the same scalar, if a verifier does not check S < L
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

/// OpenSSL called directly, in its default library context.
bool ask_openssl(const Case& it) {
  EVP_PKEY* const key =
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, it.key.bytes.data(), it.key.bytes.size());
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  const bool is_ready = key != nullptr && EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key) == 1;
  const bool holds = is_ready && EVP_DigestVerify(context, it.signature.bytes.data(), it.signature.bytes.size(),
                                                  it.message.bytes.data(), it.message.bytes.size()) == 1;
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  claim(is_ready, "OpenSSL takes any 32 bytes as a key");
  return holds;
}

void check_key(const crypto::PublicKeyBytes& key, crypto::PublicKeyFault fault, bool holds) {
  Bytes32 y = key.bytes;
  y.back() &= 0x7F;
  const bool is_canonical = is_less(y, field_prime());
  const bool is_small = std::find(small_order_y().begin(), small_order_y().end(), y) != small_order_y().end();
  claim((fault == crypto::PublicKeyFault::not_canonical) == !is_canonical,
        "a key is canonical if its y is below the prime, and only then");
  claim((fault == crypto::PublicKeyFault::small_order) == is_small,
        "a key is of small order if its y is in the list, and only then");
  const bool is_point = tests::is_on_curve(tests::Number(y));
  claim((fault == crypto::PublicKeyFault::not_on_curve) == (is_canonical && !is_point),
        "a canonical y is on the curve or not, as its equation says");
  claim((fault == crypto::PublicKeyFault::none) == (is_canonical && is_point && !is_small),
        "every other point is accepted as a key");
  claim(is_point || !holds, "no signature holds under a key that is not a point");
}

void check(const Case& it) {
  const bool holds = ask_openssl(it);
  const crypto::PublicKeyFault fault = crypto::check_public_key(it.key);
  check_key(it.key, fault, holds);
  Bytes32 scalar{};
  std::copy_n(it.signature.bytes.begin() + 32, scalar.size(), scalar.begin());
  const bool is_reduced = is_less(scalar, group_order());
  claim(crypto::has_reduced_scalar(it.signature) == is_reduced, "a scalar is reduced if it is below L, and only then");
  claim(is_reduced || !holds, "no signature holds with a scalar that is not reduced");
  if (fault != crypto::PublicKeyFault::none) {
    return;
  }
  const crypto::VerifyingKey key(tests::crypto(), it.key);
  claim(key.bytes() == it.key, "a key keeps its bytes");
  claim(key.verify_with_openssl(it.message.bytes, it.signature) == holds,
        "OpenSSL in the library's own context gives the same verdict");
  claim(key.verify(it.message, it.signature) == holds, "the faster way gives OpenSSL's verdict");
  VerdictCache verdicts(1);
  claim(key.verify(it.message, it.signature, &verdicts) == holds, "an empty cache changes no verdict");
  claim(verdicts.table().find(it.key, it.message, it.signature) == holds, "the verdict is remembered");
  claim(key.verify(it.message, it.signature, &verdicts) == holds, "the remembered verdict is OpenSSL's");
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
  // More changes would undo each other.
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
