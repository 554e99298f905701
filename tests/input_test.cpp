// SPEC 9.5: what a file holds. The expected values are written by hand from the rule.

#include "engine/bundles/split_input.h"

#include <gtest/gtest.h>

#include "canon/parse.h"

namespace pith::engine {
namespace {

TEST(Input, OneDocumentOrLines) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"{}", 1},
      {"{}\n", 1},
      {"\n\n{}\n \n", 1},
      {"{}\n{}", 2},
      {"{}\r\n\r\n{}\r\n", 2},
      {"{}\ngarbage", 2},
      {"{\n}\n{}", 1},
      {"[]\n[]", 1},
      {"1\n2", 1},
      {"{} {}\n{}", 1},
      {"{\"a\":\"}\"}\n{}\n{}", 3},
      {"{\"a\":\"{\"}\n{}", 2},
      {"{\"a\" 1}\n{}", 2},
      {"{\"a\":{\"b\":1}\n,\"c\":2}", 1},  // the first line ends with the bracket of an inner object
      {"{\"a\":\"}\n{}", 1},
      {"{]}\n{}", 1},
      {"{}}\n{}", 1},
      {"", 1},
  };
  for (const auto& [file, count] : cases) {
    EXPECT_EQ(split_input(file).size(), count) << file;
  }
}

TEST(Input, PlacesCountFromTheStartOfTheFile) {
  const std::vector<InputDocument> lines = split_input("\n{}\n\n  {x}\n");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].text, "  {x}");
  const Place place = lines[1].in_input(canon::parse(lines[1].text).error().place);
  EXPECT_EQ(place, (Place{8, 4, 4}));
}

std::string kinds_of(const char* text) {
  const Result<canon::Document> document = canon::parse(text);
  const Result<std::vector<Item>> items = list_items(document->root(), {text, 0, 1, false});
  if (!items) {
    return std::string(name(items.error().code)) + "@" + std::to_string(items.error().place.offset_bytes);
  }
  std::string kinds;
  for (const Item& item : *items) {
    kinds += item.kind == ItemKind::bundle ? 'b' : 'e';
  }
  return kinds;
}

TEST(Input, Kinds) {
  constexpr const char* bundle = R"({"bundle_type":"pith_open_graph_bundle","pith_number":"","events":[]})";
  EXPECT_EQ(kinds_of(bundle), "b");
  EXPECT_EQ(kinds_of(R"({"event_type":1,"bundle_type":2})"), "e");
  EXPECT_EQ(kinds_of("{}"), "e");
  EXPECT_EQ(kinds_of("[]"), "");
  EXPECT_EQ(kinds_of("[{},1,2]"), "not_an_event@4");  // the first one is reported
  EXPECT_EQ(kinds_of((std::string("[{},") + bundle + "]").c_str()), "eb");
  EXPECT_EQ(kinds_of(R"({"bundle_type":"pith_open_graph_bundle","pith_number":"","events":{}})"), "not_a_bundle@0");
  EXPECT_EQ(kinds_of(R"({"state_type":1})"), "not_a_bundle@0");
  EXPECT_EQ(kinds_of(R"( [{}, {"public_keys":[]}])"), "not_a_bundle@6");
  EXPECT_EQ(kinds_of("[{},[]]"), "not_an_event@4");
  EXPECT_EQ(kinds_of("\"text\""), "not_an_event@0");
}

}  // namespace
}  // namespace pith::engine
