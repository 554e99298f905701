// SPEC 1.6, 3.6 and 3.8: hashes, keys and signatures. The expected values are published test vectors, a receipt of the
// registry, and points computed from the curve.

#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <string>

#include "canon/encoding.h"
#include "crypto/ed25519.h"
#include "crypto/sha256.h"
#include "pith/keyring.h"
#include "pith/result.h"

namespace pith::crypto {
namespace {

PublicKeyBytes key_from_hex(std::string_view hex) {
  PublicKeyBytes key;
  EXPECT_TRUE(canon::decode_hex(hex, key.bytes));
  return key;
}

// FIPS 180-4: the empty message, "abc", and "a" a million times.
TEST(Sha256, KnownAnswers) {
  const Crypto crypto;
  EXPECT_EQ(to_hex(crypto.sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(crypto.sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(crypto.sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, StreamInChunksOfAnySize) {
  const Crypto crypto;
  const std::string text(20'000, 'x');
  for (const std::size_t chunk : {1U, 7U, 4095U, 4096U, 4097U, 20'000U}) {
    Sha256Stream stream(crypto);
    for (std::size_t begin = 0; begin < text.size(); begin += chunk) {
      stream.update(std::string_view(text).substr(begin, chunk));
    }
    EXPECT_EQ(stream.finish(), crypto.sha256(text)) << chunk;
  }
}

/// Ends the process with 0 if `job` throws SystemFailure, and with 1 if it does not.
template <class Job>
[[noreturn]] void exit_with_system_failure(Job&& job) {
  try {
    job();
  } catch (const SystemFailure&) {
    _exit(0);
  }
  _exit(1);
}

// In a process of its own, because OpenSSL cannot be used in it any more.
TEST(AfterOpenSslIsCleanedUp, ContextsAndKeyringsAreSystemFailures) {
  EXPECT_EXIT(
      {
        { const Crypto started; }
        OPENSSL_cleanup();
        exit_with_system_failure([] { Keyring::registry(); });
      },
      testing::ExitedWithCode(0), "");
  EXPECT_EXIT(
      {
        const Crypto older;
        OPENSSL_cleanup();
        exit_with_system_failure([&] { Keyring::registry(older); });
      },
      testing::ExitedWithCode(0), "");
}

// SPEC 3.6: the y of the points of order 1, 2, 4 and 8. tests/cli/test_keys.py computes them from the curve.
TEST(PublicKey, SmallOrderIsRefusedWithEitherSign) {
  for (const char* const hex : {"0100000000000000000000000000000000000000000000000000000000000000",
                                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                "0000000000000000000000000000000000000000000000000000000000000000",
                                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"}) {
    PublicKeyBytes key = key_from_hex(hex);
    EXPECT_EQ(check_public_key(key), PublicKeyFault::small_order) << hex;
    key.bytes[31] |= 0x80;
    EXPECT_EQ(check_public_key(key), PublicKeyFault::small_order) << hex;
  }
}

TEST(PublicKey, EncodingMustBeCanonical) {
  // p, p + 1 and 2^255 - 1.
  for (const char* const hex : {"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}) {
    EXPECT_EQ(check_public_key(key_from_hex(hex)), PublicKeyFault::not_canonical) << hex;
  }
}

TEST(PublicKey, AboutHalfOfAllNumbersAreOnTheCurve) {
  int on_curve = 0;
  for (int y = 2; y < 202; ++y) {
    PublicKeyBytes key;
    key.bytes[0] = static_cast<std::uint8_t>(y);
    on_curve += check_public_key(key) == PublicKeyFault::none ? 1 : 0;
  }
  EXPECT_GT(on_curve, 70);
  EXPECT_LT(on_curve, 130);
  // y = 2 is not: the decoding of RFC 8032 fails for it.
  EXPECT_EQ(check_public_key(key_from_hex("0200000000000000000000000000000000000000000000000000000000000000")),
            PublicKeyFault::not_on_curve);
}

// The registry's receipt for its record HNVV6UHH, as published.
TEST(Ed25519, ARealSignatureHoldsAndChangedOnesDoNot) {
  PublicKeyBytes key;
  ASSERT_TRUE(canon::decode_base64("stVStoiQhXFxp4s2pdzPNoqVNBMojDU/fJ2db5S3CbM=", key.bytes));
  ASSERT_EQ(check_public_key(key), PublicKeyFault::none);
  const VerifyingKey verifying_key(Crypto(), key);
  Signature signature;
  ASSERT_TRUE(canon::decode_base64(
      "IaL+YaJaLBgfLwveLdAQJSzUVKToep0j8cu69iBY5pk1WQqgeNQVl69tgvMY6KDJvFmjyU+u90GQUBv/weePDQ==", signature.bytes));
  Sha256Digest message = {};
  ASSERT_TRUE(canon::decode_hex("3b6b5f50e70bc66d4d4f52c3c4f248716c6799a78912fd9f6facbce985a2d84e", message.bytes));
  EXPECT_TRUE(verifying_key.verify(message, signature));

  for (std::size_t bit = 0; bit < 512; bit += 3) {
    Signature other = signature;
    other.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(verifying_key.verify(message, other)) << "bit " << bit;
  }
  message.bytes[0] ^= 1;
  EXPECT_FALSE(verifying_key.verify(message, signature));
}

}  // namespace
}  // namespace pith::crypto
