// SPEC 3.8: the verdict is the same, whichever library gives it. In a build with libsodium, its yes is taken without
// asking OpenSSL. So every verdict is compared with OpenSSL's own here, and the printed hash of all verdicts is the
// same in every build. The signatures are sound ones with random changes; tests/vectors/signature has crafted ones.
//
// The environment variable PITH_SIGNATURE_CHANGES sets how many signatures there are. The default is 20,000.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "canon/encoding.h"
#include "canon/parse.h"
#include "crypto/ed25519.h"
#include "crypto/library.h"
#include "crypto/verdict_table.h"
#include "tests/support/chance.h"
#include "tests/support/faults.h"
#include "tests/support/signer.h"

namespace pith::tests {
namespace {

using crypto::PublicKeyBytes;
using crypto::Signature;
using crypto::VerifyingKey;

constexpr std::uint64_t seed = 1;

struct Signed {
  Sha256Digest message = {};
  Signature signature;
};

VerifyingKey key_of(const Signer& signer) {
  const std::string entry = signer.key_entry(std::nullopt, std::nullopt);
  const Result<canon::Document> document = canon::parse(entry);
  PublicKeyBytes bytes;
  EXPECT_TRUE(canon::decode_base64(*document->root().find_string("public_key_b64"), bytes.bytes));
  return {tests::crypto(), bytes};
}

Signed sign(const Signer& signer, Chance& chance) {
  Signed item;
  for (std::uint8_t& byte : item.message.bytes) {
    byte = static_cast<std::uint8_t>(chance.next());
  }
  EXPECT_TRUE(canon::decode_base64(signer.sign(item.message), item.signature.bytes));
  return item;
}

/// Encodings for R: points of order 1, 2, 4 and 8, one that is not canonical, and one that is not a point. A library
/// may treat them differently if it decodes R before it compares.
const std::vector<std::string>& odd_points() {
  static const std::vector<std::string> points = {"0100000000000000000000000000000000000000000000000000000000000000",
                                                  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                                  "0000000000000000000000000000000000000000000000000000000000000080",
                                                  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                                  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                                                  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                                  "0200000000000000000000000000000000000000000000000000000000000000"};
  return points;
}

/// Replaces S by S + L. They are the same to a library that does not compare S with L.
void add_group_order(Signature& signature) {
  const std::string_view bytes(reinterpret_cast<const char*>(signature.bytes.data()), signature.bytes.size());
  ASSERT_TRUE(canon::decode_base64(with_larger_s(encode_base64(bytes)), signature.bytes));
}

/// Makes one change, or none.
void change(Signed& item, Chance& chance) {
  switch (chance.below(8)) {
    case 0:
      break;
    case 1:
      item.message.bytes[chance.below(32)] ^= static_cast<std::uint8_t>(1U << chance.below(8));
      break;
    case 2:
      add_group_order(item.signature);
      break;
    case 3: {
      std::array<std::uint8_t, 32> point;
      ASSERT_TRUE(canon::decode_hex(chance.pick(odd_points()), point));
      std::copy(point.begin(), point.end(), item.signature.bytes.begin());
      break;
    }
    case 4:
      item.signature.bytes[31] ^= 0x80;  // the sign of R
      break;
    case 5:
      item.signature.bytes[63] = static_cast<std::uint8_t>(chance.next());
      break;
    default:
      item.signature.bytes[chance.below(64)] ^= static_cast<std::uint8_t>(1U << chance.below(8));
  }
}

// Without the check S < L, a signature with S + L would hold as well.
TEST(Rule3_8_Verdicts, SIsBelowTheGroupOrder) {
  const Signer signer(1, "a", "a", "a");
  Chance chance(seed);
  Signed item = sign(signer, chance);
  EXPECT_TRUE(key_of(signer).verify(item.message, item.signature));
  add_group_order(item.signature);
  EXPECT_FALSE(key_of(signer).verify(item.message, item.signature));
}

TEST(Rule3_8_Verdicts, AreTheSameFromEveryLibrary) {
  const char* const wanted = std::getenv("PITH_SIGNATURE_CHANGES");
  const std::size_t count = wanted == nullptr ? 20'000 : std::stoul(wanted);
  const std::vector<VerifyingKey> keys = {key_of(Signer(1, "a", "a", "a")), key_of(Signer(2, "b", "b", "b"))};
  const Signer first(1, "a", "a", "a");
  const Signer second(2, "b", "b", "b");
  Chance chance(seed);
  std::string verdicts;
  std::size_t holding = 0;
  Signed original[] = {sign(first, chance), sign(second, chance)};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t signer = chance.below(2);
    if (i % 16 == 0) {
      original[signer] = sign(signer == 0 ? first : second, chance);
    }
    Signed item = original[signer];
    change(item, chance);
    const VerifyingKey& key = keys[chance.percent(95) ? signer : 1 - signer];
    const bool holds = key.verify(item.message, item.signature);
    ASSERT_EQ(holds, key.verify_with_openssl(item.message.bytes, item.signature))
        << "signature " << i << " of seed " << seed;
    verdicts += holds ? '1' : '0';
    holding += holds ? 1 : 0;
  }
  std::printf("%zu signatures of seed %llu, libsodium %s: %zu hold, verdicts %s\n", count,
              static_cast<unsigned long long>(seed),
              tests::crypto().library().quick_verifier().is_trusted() ? "asked first" : "not asked", holding,
              to_hex(tests::crypto().sha256(verdicts)).c_str());
  if (count == 1'000'000) {  // computed in a build without libsodium; every build must give it
    EXPECT_EQ(to_hex(tests::crypto().sha256(verdicts)),
              "b0e7061973da24319f609be8d05b949a3100ef71fcd7558308e2d2e2917b0602");
  }
  if (count == 20'000) {
    EXPECT_EQ(to_hex(tests::crypto().sha256(verdicts)),
              "bf1da5ce583e802db057ba43313b6d4cde110a9d03788f51828dad102acc946e");
  }
  EXPECT_GT(holding, count / 20);
  EXPECT_LT(holding, count / 2);
}

// The boundary. The code checks it itself, because libsodium might not.
TEST(Rule3_8_ReducedScalar, IsBelowTheGroupOrder) {
  Signature signature{};
  const auto with_scalar = [&](std::string_view hex) {
    std::array<std::uint8_t, 32> scalar;
    EXPECT_TRUE(canon::decode_hex(hex, scalar));
    std::copy(scalar.begin(), scalar.end(), signature.bytes.begin() + 32);
    return crypto::has_reduced_scalar(signature);
  };
  EXPECT_TRUE(with_scalar("0000000000000000000000000000000000000000000000000000000000000000"));
  EXPECT_TRUE(with_scalar("ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"));   // L - 1
  EXPECT_FALSE(with_scalar("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"));  // L
  EXPECT_FALSE(with_scalar("eed3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"));  // L + 1
  EXPECT_FALSE(with_scalar("0000000000000000000000000000000000000000000000000000000000000020"));
  EXPECT_TRUE(
      with_scalar("ffffffffffffffffffffffffffffffff000000000000000000000000000000"
                  "0f"));
}

// In a build with libsodium, libsodium passes its tests at the start and is used. Other builds have no quick verifier.
TEST(Rule3_8_QuickVerifier, IsUsedIfItIsBuiltIn) {
  EXPECT_EQ(tests::crypto().library().quick_verifier().is_trusted(), PITH_WITH_LIBSODIUM);
  const Signer signer(1, "a", "a", "a");
  Chance chance(seed);
  const Signed item = sign(signer, chance);
  EXPECT_EQ(tests::crypto().library().quick_verifier().surely_holds(key_of(signer).bytes(), item.message.bytes,
                                                                    item.signature),
            PITH_WITH_LIBSODIUM);
}

using crypto::QuickVerifier;

bool refuses_all(const PublicKeyBytes&, std::span<const std::uint8_t>, const Signature&) {
  return false;
}

/// Accepts a signature only if its R is that of a vector in tests/vectors/signature: r_with_torsion_of_order_2,
/// r_with_torsion_of_order_4 or, for order 8, r_with_torsion. These hold only up to the cofactor.
template <int order>
bool accepts_torsion_of_order(const PublicKeyBytes&, std::span<const std::uint8_t>, const Signature& signature) {
  constexpr std::string_view r = order == 2   ? "e53e240b0bd38116fec27a3a122f91bc59bf2120b8afe3fdeafba43d04a73b7f"
                                 : order == 4 ? "749ed5373f14ce7f455f9dbd8b4d7a7968b20de6d318c8c5e2c01a4f2686694f"
                                              : "83d803a65af61435efd9008bad0fa6d556a53db5aabd20a26ff5d4fbfa6c8481";
  std::array<std::uint8_t, 32> point;
  EXPECT_TRUE(canon::decode_hex(r, point));
  return std::equal(point.begin(), point.end(), signature.bytes.begin());
}

// An unreleased libsodium accepts a part of order 2 or 4 in R, but refuses one of order 8. So each order is tried.
TEST(Rule3_8_QuickVerifier, IsNotUsedIfTheLibraryAcceptsAPartOfSmallOrderInR) {
  EXPECT_TRUE(QuickVerifier("1.0.18", refuses_all).is_trusted());
  EXPECT_FALSE(QuickVerifier("1.0.18", accepts_torsion_of_order<2>).is_trusted());
  EXPECT_FALSE(QuickVerifier("1.0.18", accepts_torsion_of_order<4>).is_trusted());
  EXPECT_FALSE(QuickVerifier("1.0.18", accepts_torsion_of_order<8>).is_trusted());
}

// The library at run time may have another version than the one that CMake found.
TEST(Rule3_8_QuickVerifier, IsNotUsedIfTheVersionIsNotListed) {
  for (const std::string_view version : {"1.0.18", "1.0.20", "1.0.21", "1.0.22"}) {
    EXPECT_TRUE(QuickVerifier(version, refuses_all).is_trusted()) << version;
  }
  for (const std::string_view version : {"", "1.0.17", "1.0.19", "1.0.2", "1.0.220", "1.0.23", "1.0.18, 1.0.20"}) {
    EXPECT_FALSE(QuickVerifier(version, refuses_all).is_trusted()) << version;
  }
}

// A library that passes the tests is asked, but only if S < L. One whose version is not listed is never asked.
TEST(Rule3_8_QuickVerifier, SaysYesOnlyIfATrustedLibraryDoes) {
  static std::size_t times_asked;
  static bool answer;
  const auto verify = [](const PublicKeyBytes&, std::span<const std::uint8_t>, const Signature&) {
    ++times_asked;
    return answer;
  };
  times_asked = 0;
  answer = false;
  const QuickVerifier trusted("1.0.18", verify);
  const std::size_t tests = times_asked;
  const QuickVerifier unlisted("1.0.19", verify);
  Signature signature{};
  EXPECT_FALSE(trusted.surely_holds({}, {}, signature));
  answer = true;
  EXPECT_TRUE(trusted.surely_holds({}, {}, signature));
  EXPECT_FALSE(unlisted.surely_holds({}, {}, signature));
  add_group_order(signature);
  EXPECT_FALSE(trusted.surely_holds({}, {}, signature));
  EXPECT_EQ(times_asked, tests + 2);
}

// A verdict is found only by the same key, digest and signature together.
TEST(VerdictCacheTest, RemembersKeyDigestAndSignature) {
  const Signer signer(1, "a", "a", "a");
  const VerifyingKey key = key_of(signer);
  const VerifyingKey other_key = key_of(Signer(2, "b", "b", "b"));
  Chance chance(seed);
  const Signed item = sign(signer, chance);
  VerdictCache cache(1);
  EXPECT_EQ(cache.table().find(key.bytes(), item.message, item.signature), std::nullopt);
  EXPECT_TRUE(key.verify(item.message, item.signature, &cache));
  EXPECT_EQ(cache.table().find(key.bytes(), item.message, item.signature), true);
  EXPECT_FALSE(other_key.verify(item.message, item.signature, &cache));
  EXPECT_EQ(cache.table().find(other_key.bytes(), item.message, item.signature), false);
  for (std::size_t bit = 0; bit < 8 * 96; ++bit) {
    Signed changed = item;
    std::uint8_t& byte = bit < 256 ? changed.message.bytes[bit / 8] : changed.signature.bytes[bit / 8 - 32];
    byte ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_EQ(cache.table().find(key.bytes(), changed.message, changed.signature), std::nullopt) << bit;
  }
}

// The cache answers if it has the verdict, even a wrong one. A verdict that it has forgotten is computed again.
TEST(VerdictCacheTest, AnswersFromMemoryAndForgetsTheOldest) {
  const Signer signer(1, "a", "a", "a");
  const VerifyingKey key = key_of(signer);
  Chance chance(seed);
  const Signed item = sign(signer, chance);
  VerdictCache cache(1);
  cache.table().keep(key.bytes(), item.message, item.signature, false);
  EXPECT_FALSE(key.verify(item.message, item.signature, &cache));  // the wrong verdict, from the cache
  for (int i = 0; i < 4; ++i) {                                    // as many as its one bucket holds
    const Signed other = sign(signer, chance);
    EXPECT_TRUE(key.verify(other.message, other.signature, &cache));
  }
  EXPECT_TRUE(key.verify(item.message, item.signature, &cache));
}

}  // namespace
}  // namespace pith::tests
