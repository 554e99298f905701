// The digest index against std::map: random digests, and digests that an attacker would make.

#include "containers/digest_index.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <array>
#include <map>
#include <vector>

namespace pith::containers {
namespace {

Sha256Digest digest_of(const std::array<std::uint8_t, 3>& bytes) {
  // Only three bytes vary. Many digests therefore begin alike.
  Sha256Digest digest = {};
  digest.bytes[0] = bytes[0] & 0x11;
  digest.bytes[15] = bytes[1] & 0x3F;
  digest.bytes[31] = bytes[2];
  return digest;
}

RC_GTEST_PROP(DigestIndex, NumbersEachDigestOnceInTheOrderOfArrival,
              (const std::vector<std::array<std::uint8_t, 3>>& seeds)) {
  DigestIndex index;
  std::map<Sha256Digest, std::uint32_t> expected;
  for (const auto& seed : seeds) {
    const Sha256Digest digest = digest_of(seed);
    RC_ASSERT(index.find(digest).has_value() == expected.contains(digest));
    const std::uint32_t number = expected.emplace(digest, static_cast<std::uint32_t>(expected.size())).first->second;
    RC_ASSERT(index.insert(digest) == number);
  }
  RC_ASSERT(index.size() == expected.size());
  for (const auto& [digest, number] : expected) {
    RC_ASSERT(index.find(digest) == number);
    RC_ASSERT(index[number] == digest);
  }
}

/// Inserts each digest twice. Then finds each of them, and none of the others.
void expect_finds(const std::vector<Sha256Digest>& digests, const std::vector<Sha256Digest>& others) {
  DigestIndex index;
  std::map<Sha256Digest, std::uint32_t> expected;
  for (const Sha256Digest& digest : digests) {
    const std::uint32_t number = expected.emplace(digest, static_cast<std::uint32_t>(expected.size())).first->second;
    ASSERT_EQ(index.insert(digest), number);
    ASSERT_EQ(index.insert(digest), number);
  }
  ASSERT_EQ(index.size(), expected.size());
  for (const auto& [digest, number] : expected) {
    ASSERT_EQ(index.find(digest), number);
    ASSERT_EQ(index[number], digest);
  }
  for (const Sha256Digest& digest : others) {
    ASSERT_FALSE(index.find(digest));
  }
}

/// A digest that begins with `word` and has `number` further on. The other bytes are 0.
Sha256Digest digest_with(std::uint64_t word, std::uint32_t number) {
  Sha256Digest digest = {};
  for (std::size_t i = 0; i < 8; ++i) {
    digest.bytes[i] = static_cast<std::uint8_t>(word >> (56 - 8 * i));
  }
  for (std::size_t i = 0; i < 4; ++i) {
    digest.bytes[20 + i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return digest;
}

constexpr std::uint64_t odd_factor = 0x9E3779B97F4A7C15;  // odd, so that its multiples differ

TEST(DigestIndex, GrowsFromNothingToManyThousands) {
  std::vector<Sha256Digest> digests;
  std::vector<Sha256Digest> others;
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    digests.push_back(digest_with(i * odd_factor, 0));
    others.push_back(digest_with(i * odd_factor, 1));  // the same bucket, slot and tag
  }
  expect_finds(digests, others);
}

// All of them choose one bucket, in every size of the table. Sixteen have room there; the others overflow.
TEST(DigestIndex, GroundDigestsOverflowTheirBucket) {
  for (const std::uint64_t word : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{15} << 58}) {
    std::vector<Sha256Digest> digests;
    std::vector<Sha256Digest> others;
    for (std::uint32_t i = 0; i < 3000; ++i) {
      digests.push_back(digest_with(word, i));
      others.push_back(digest_with(word, 3000 + i));
    }
    others.push_back(digest_with(word ^ 1, 0));
    expect_finds(digests, others);
  }
}

// Digests that share a bucket, slot and tag in a table of one size differ in them in a table of another size.
TEST(DigestIndex, DigestsThatDifferInOneBit) {
  std::vector<Sha256Digest> digests;
  std::vector<Sha256Digest> others;
  for (std::uint32_t i = 0; i < 100; ++i) {
    for (std::uint32_t bit = 0; bit < 64; ++bit) {
      digests.push_back(digest_with(i * odd_factor ^ (std::uint64_t{1} << bit), i % 3));
    }
    others.push_back(digest_with(i * odd_factor, i % 3));
  }
  expect_finds(digests, others);
}

TEST(DigestIndex, ACopyIsIndependent) {
  DigestIndex index;
  for (std::uint32_t i = 0; i < 1500; ++i) {
    index.insert(digest_with(i % 2 == 0 ? 0 : i * odd_factor, i));
  }
  DigestIndex copy = index;
  for (std::uint32_t i = 1500; i < 3000; ++i) {
    EXPECT_EQ(copy.insert(digest_with(i * odd_factor, i)), i);
    EXPECT_FALSE(index.find(digest_with(i * odd_factor, i)));
  }
  EXPECT_EQ(index.insert(digest_with(1, 1)), 1500U);
  EXPECT_FALSE(copy.find(digest_with(1, 1)));
}

TEST(DigestIndex, FindsNothingIfEmpty) {
  EXPECT_FALSE(DigestIndex().find(Sha256Digest()));
}

}  // namespace
}  // namespace pith::containers
