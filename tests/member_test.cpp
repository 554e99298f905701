// Finding a member in canonical text without parsing it. Parsing the same text gives the expected values.

#include "canon/member.h"

#include <gtest/gtest.h>

#include <string>

#include "canon/parse.h"
#include "canon/write.h"

namespace pith::canon {
namespace {

TEST(CanonicalMember, IsWhatParsingFinds) {
  const std::string text =
      R"({"":"empty name","a":{"b":{"b":1},"z":[{"c":"}"},"]"]},"array":[[],[1,"x,y"]],"b":"plain","c":"\"b\":2",)"
      R"("empty":{},"list":[],"n":-1.5,"o":null,"p":"ends in \\","q":true,"r":"\\\"","z":{"inner":"b"}})";
  const Result<Document> document = parse(text);
  ASSERT_TRUE(document);
  const CanonicalText canonical(*document);
  ASSERT_EQ(canonical.whole(), text);
  for (std::uint32_t i = 0; i < document->root().size(); ++i) {
    EXPECT_EQ(find_canonical_member(text, document->root().sorted_key(i)),
              canonical.of(document->root().sorted_value(i)));
  }
}

TEST(CanonicalMember, IsNotFoundInsideOtherMembers) {
  const std::string text = R"({"a":{"b":1},"c":"\"b\":2","d":["b"]})";
  for (const char* const name : {"b", "", "A", "aa", "2"}) {
    EXPECT_EQ(find_canonical_member(text, name), std::nullopt) << name;
  }
  EXPECT_EQ(find_canonical_member("{}", "a"), std::nullopt);
}

}  // namespace
}  // namespace pith::canon
