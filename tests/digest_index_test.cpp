#include "engine/digest_index.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <array>
#include <map>
#include <vector>

namespace pith::engine {
namespace {

Sha256Digest digest_of(const std::array<std::uint8_t, 3>& bytes) {
  // Few distinct bytes in front and at the end, so that digests share long beginnings.
  Sha256Digest digest;
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

TEST(DigestIndex, FindsNothingInNothing) {
  EXPECT_FALSE(DigestIndex().find(Sha256Digest()));
}

}  // namespace
}  // namespace pith::engine
