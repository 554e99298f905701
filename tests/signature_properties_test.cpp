// SPEC 3.6 and 3.8 on keys and signatures as an attacker makes them. tests/support/curve.h computes whether a key is a
// point of the curve. The signatures are made with the private key in such a way that it is known whether they hold.

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "canon/encoding.h"
#include "crypto/ed25519.h"
#include "pith/keyring.h"
#include "tests/support/curve.h"
#include "tests/support/property.h"
#include "tests/support/reference_json.h"

namespace pith::tests {
namespace {

using Bytes = Bytes32;

Bytes random_bytes(Chance& chance) {
  Bytes bytes;
  std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<std::uint8_t>(chance.next()); });
  return bytes;
}

/// 32 bytes that may be a key. The top bit is the sign of x.
Bytes some_key(Chance& chance) {
  Bytes bytes = random_bytes(chance);
  switch (chance.below(5)) {
    case 0:
      bytes = chance.pick(small_order_y());
      break;
    case 1:  // up to 2^255 - 1
      bytes = prime().plus(Number(chance.below(19))).bytes();
      break;
    case 2:
      bytes = prime().minus(Number(1 + chance.below(50)), prime()).bytes();
      break;
    case 3:
      bytes = Number(chance.below(200)).bytes();
      break;
    default:
      break;
  }
  if (chance.percent(50)) {
    bytes[31] ^= 0x80;
  }
  return bytes;
}

std::string as_text(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

RC_GTEST_PROP(Rule3_6_Points, MustBeCanonicalOnTheCurveAndOfLargeOrder, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  for (int count = 10; count > 0; --count) {
    const Bytes key = some_key(chance);
    Bytes y_bytes = key;
    y_bytes[31] &= 0x7F;
    const Number y(y_bytes);
    const bool has_small_order =
        std::find(small_order_y().begin(), small_order_y().end(), y_bytes) != small_order_y().end();
    const bool is_sound = y < prime() && !has_small_order && is_on_curve(y);
    Keyring keyring(crypto());
    const Result<void> added = keyring.add(write_object({{"key_id", quote("key")},
                                                         {"algorithm", quote("ed25519")},
                                                         {"public_key_b64", quote(encode_base64(as_text(key)))}}));
    RC_ASSERT(added.ok() == is_sound);
    RC_ASSERT((is_sound || added.error().code == ErrorCode::bad_key));
    RC_ASSERT(keyring.keys().size() == (is_sound ? 1U : 0U));
  }
}

std::array<std::uint8_t, 64> sha512(const std::string& text) {
  std::array<std::uint8_t, 64> digest;
  SHA512(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

/// The key pair of Signer(seed, ...), as RFC 8032 makes it.
struct KeyPair {
  explicit KeyPair(std::uint8_t seed) {
    const std::array<std::uint8_t, 64> digest = sha512(std::string(32, static_cast<char>(seed)));
    std::copy_n(digest.begin(), 32, secret.begin());
    secret[0] &= 0xF8;
    secret[31] = static_cast<std::uint8_t>((secret[31] & 0x7F) | 0x40);
    const Signer signer(seed, "key", "signer", "author");
    const reference::Json entry = *reference::read(signer.key_entry(std::nullopt, std::nullopt));
    RC_ASSERT(canon::decode_base64(*entry.find_string("public_key_b64"), public_key.bytes));
  }

  Bytes secret;
  crypto::PublicKeyBytes public_key;
};

/// h of SPEC 3.8: SHA-512(R, A, message) mod L.
Number challenge(const Bytes& r, const KeyPair& pair, const Sha256Digest& message) {
  const std::array<std::uint8_t, 64> digest =
      sha512(as_text(r) + as_text(pair.public_key.bytes) + as_text(message.bytes));
  Bytes low, high;
  std::copy_n(digest.begin(), 32, low.begin());
  std::copy_n(digest.begin() + 32, 32, high.begin());
  const Number two_to_256 = Number(2UL).to_the(Number(256UL), group_order());
  return Number(high).times(two_to_256, group_order()).plus(Number(low)).times(one(), group_order());
}

crypto::Signature signature_of(const Bytes& r, const Bytes& s) {
  crypto::Signature signature;
  std::copy(r.begin(), r.end(), signature.bytes.begin());
  std::copy(s.begin(), s.end(), signature.bytes.begin() + 32);
  return signature;
}

// With S = h * a, S*B - h*A is the neutral point. So a signature holds only if R is the canonical encoding of that
// point. If both sides were multiplied by the cofactor, all of these would hold.
RC_GTEST_PROP(Rule3_8_Crafted, HoldOnlyIfTheEncodingsAreEqual, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const auto seed = static_cast<std::uint8_t>(1 + chance.below(4));
  const KeyPair pair(seed);
  const crypto::VerifyingKey key(crypto(), pair.public_key);
  const Sha256Digest message{random_bytes(chance)};
  Bytes neutral = small_order_y().front();
  Bytes r = chance.percent(40) ? neutral : chance.pick(small_order_y());
  if (chance.percent(20)) {
    r = prime().plus(one()).bytes();  // the neutral point, not canonically encoded
  }
  if (chance.percent(20)) {
    r[31] ^= 0x80;
  }
  Number s = challenge(r, pair, message).times(Number(pair.secret), group_order());
  const std::size_t added_orders = chance.percent(70) ? 0 : 1 + chance.below(14);
  for (std::size_t i = 0; i < added_orders; ++i) {
    s = s.plus(group_order());
  }
  RC_ASSERT((key.verify(message, signature_of(r, s.bytes())) == (r == neutral && added_orders == 0)));
}

RC_GTEST_PROP(Rule3_8_Crafted, AChangedSignatureDoesNotHold, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const auto seed = static_cast<std::uint8_t>(1 + chance.below(4));
  const crypto::VerifyingKey key(crypto(), KeyPair(seed).public_key);
  const Sha256Digest message{random_bytes(chance)};
  crypto::Signature sound;
  RC_ASSERT(canon::decode_base64(Signer(seed, "key", "signer", "author").sign(message), sound.bytes));
  RC_ASSERT(key.verify(message, sound));
  crypto::Signature other = sound;
  if (chance.percent(50)) {
    other.bytes[chance.below(64)] ^= static_cast<std::uint8_t>(1U << chance.below(8));
  } else {
    Bytes s;
    std::copy_n(sound.bytes.begin() + 32, 32, s.begin());
    Number larger(s);
    for (std::size_t count = 1 + chance.below(14); count > 0; --count) {
      larger = larger.plus(group_order());
    }
    const Bytes bytes = larger.bytes();
    std::copy(bytes.begin(), bytes.end(), other.bytes.begin() + 32);
  }
  RC_ASSERT(!key.verify(message, other));
}

/// Another text that decodes to the same 64 bytes if the decoder is not strict.
std::string spelled_otherwise(std::string base64, Chance& chance) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t offset = chance.below(base64.size() - 2);
  switch (chance.below(6)) {
    case 0: {
      char& last = base64[base64.size() - 3];
      last = digits[digits.find(last) + 1 + chance.below(15)];
      return base64;
    }
    case 1:
      return base64.substr(0, base64.size() - 1 - chance.below(2));
    case 2:
      return base64 + "=";
    case 3:
      base64[base64.size() - 1 - chance.below(2)] = 'A';
      return base64;
    case 4:
      return base64.insert(offset, 1, chance.percent(50) ? '\n' : ' ');
    default:
      return base64.substr(0, base64.size() - 2) + (chance.percent(50) ? "%3D" : "\n=");
  }
}

RC_GTEST_PROP(Rule3_8_Crafted, OnlyStrictBase64Holds, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const World& w = world();
  const Draft sound = Draft(w.alice, w.record.pith_number).target(std::to_string(run.seed));
  EventSet events = w.events();
  const std::string other = spelled_otherwise(w.alice.sign(sound.digest()), chance);
  RC_ASSERT(reason_name(add(events, Draft(sound).set_signature("signature_b64", quote(other))).reason) ==
            "bad_signature");
  RC_ASSERT(!add(events, sound).reason);
}

}  // namespace
}  // namespace pith::tests
