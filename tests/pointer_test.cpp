// JSON pointers. The examples are those of RFC 6901.

#include "canon/pointer.h"

#include <gtest/gtest.h>

#include "pith/canonical.h"

namespace pith {
namespace {

constexpr std::string_view document =
    R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})";

TEST(Pointer, FindsTheExamplesOfTheRfc) {
  const std::pair<const char*, const char*> cases[] = {
      {"/foo", R"(["bar","baz"])"},
      {"/foo/0", R"("bar")"},
      {"/", "0"},
      {"/a~1b", "1"},
      {"/c%d", "2"},
      {"/e^f", "3"},
      {"/g|h", "4"},
      {"/i\\j", "5"},
      {"/k\"l", "6"},
      {"/ ", "7"},
      {"/m~0n", "8"},
  };
  for (const auto& [pointer, expected] : cases) {
    EXPECT_EQ(**canonical_json_at(document, pointer), expected) << pointer;
  }
  EXPECT_EQ(**canonical_json_at(document, ""), *canonical_json(document));
}

TEST(Pointer, FindsNothingIfNothingIsThere) {
  for (const char* const pointer :
       {"/foo/2", "/foo/00", "/foo/-", "/foo/-1", "/foo/ 1", "/foo/4294967296", "/foo/x", "/foo/0/x", "/fo", "/foo/"}) {
    EXPECT_FALSE(canonical_json_at(document, pointer)->has_value()) << pointer;
  }
}

TEST(Pointer, MustHaveTheRightForm) {
  for (const char* const pointer : {"", "/", "/a~0b", "/~1", "//"}) {
    EXPECT_TRUE(is_json_pointer(pointer)) << pointer;
  }
  for (const char* const other : {"a", "#/a", "/a~", "/a~2", "/~~0"}) {
    EXPECT_FALSE(is_json_pointer(other)) << other;
  }
  EXPECT_EQ(canon::pointer_token("a/b~c"), "/a~1b~0c");
}

}  // namespace
}  // namespace pith
