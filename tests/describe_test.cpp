// Errors and ids as text.

#include <gtest/gtest.h>

#include <string>

#include "pith/merge.h"

namespace pith {
namespace {

TEST(Describe, AnErrorWithItsPlace) {
  const auto refused = Bundle::parse("[1,\n2");
  ASSERT_FALSE(refused);
  EXPECT_EQ(describe(refused.error()), "2:2: syntax: " + refused.error().explanation);
  EXPECT_EQ(describe(Error{ErrorCode::bad_key, {70, 12, 3}, "why"}), "12:3: bad_key: why");
}

TEST(Describe, AnErrorWithoutAPlace) {
  const std::string_view nothing[] = {"[]"};
  const auto refused = merge_inputs(nothing, Keyring::registry());
  ASSERT_FALSE(refused);
  EXPECT_EQ(describe(refused.error()), "no_subject: " + refused.error().explanation);
}

TEST(Describe, AnEventId) {  // the hash of no bytes is in FIPS 180
  EXPECT_EQ(event_id(Crypto().sha256("")), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace pith
