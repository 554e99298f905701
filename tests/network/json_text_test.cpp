// How the example mirror takes canonical JSON apart, compared with the library's own reader.

#include "examples/mirror/json_text.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pith/canonical.h"
#include "tests/support/chance.h"
#include "tests/support/draft.h"
#include "tests/support/odd_json.h"

namespace pith::tests::network {
namespace {

constexpr std::size_t depth_max = 5;
constexpr std::uint64_t seeds = 3000;

TEST(JsonText, TheElementsOfAnArrayAreThoseThatPointersFind) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Chance chance(seed);
    std::string text = "[";
    const std::size_t count = chance.below(5);
    for (std::size_t i = 0; i < count; ++i) {
      text += (i > 0 ? ", " : "") + odd_json(chance, depth_max);
    }
    const Result<std::string> array = canonical_json(text + "]");
    if (!array) {
      continue;  // a number that is out of range, or a key that is there twice
    }
    std::vector<std::string_view> elements;
    mirror::for_each_element(*array, [&](std::string_view element) { elements.push_back(element); });
    ASSERT_EQ(elements.size(), count) << *array;
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(elements[i], **canonical_json_at(*array, "/" + std::to_string(i))) << *array;
    }
  }
}

TEST(JsonText, TheMembersOfAnObjectMakeTheObject) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Chance chance(seed);
    const Result<std::string> object = canonical_json(odd_object(chance, depth_max));
    if (!object) {
      continue;
    }
    const std::vector<mirror::Member> members = mirror::members_of(*object);
    EXPECT_EQ(mirror::write_object(members), *object);
    for (const mirror::Member& member : members) {
      EXPECT_EQ(*canonical_json(member.key), member.key);
      EXPECT_TRUE(mirror::is_string(member.key));
      EXPECT_EQ(*canonical_json(member.value), member.value);
      EXPECT_EQ(mirror::find(members, member.key), member.value);
    }
    EXPECT_EQ(mirror::find(members, "\"there is no such key\""), std::nullopt);
  }
}

TEST(JsonText, AQuotedTextIsTheText) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    Chance chance(seed);
    const std::string text = odd_text(chance);
    if (is_utf8(text)) {
      EXPECT_EQ(*canonical_json(mirror::quote(text)), *canonical_json(quote(text)));
    }
  }
}

}  // namespace
}  // namespace pith::tests::network
