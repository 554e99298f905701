// SPEC 1: the canonical form, the refusals and their places. The expected values are written by hand from the rules.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "canon/compare.h"
#include "canon/parse.h"
#include "canon/text.h"
#include "canon/write.h"
#include "pith/canonical.h"

namespace pith {
namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

struct Accepted {
  std::string rule;
  std::string input;
  std::string canonical;
};

TEST(Canon, Accepts) {
  const Accepted cases[] = {
      {"1.1 no white space", " { \"b\" : [ 1 , 2 ] ,\r\n\t\"a\" : null } ", R"({"a":null,"b":[1,2]})"},
      {"1.1 by code point, not UTF-16 unit", R"({"\ud83d\ude00":1,"\ufb33":2})", "{\"\uFB33\":2,\"\U0001F600\":1}"},
      {"1.1 keys are unsigned bytes", "{\"\u00e9\":1,\"z\":2,\"\":3}", "{\"\":3,\"z\":2,\"\u00e9\":1}"},
      {"1.1 a prefix comes first", R"({"ab":1,"a":2})", R"({"a":2,"ab":1})"},
      {"1.1 keys after unescaping", R"({"\u0062":1,"a":2})", R"({"a":2,"b":1})"},
      {"1.1 empty", R"([{},[],""])", R"([{},[],""])"},
      {"1.1 scalars", "true", "true"},
      {"1.2 short escapes", R"("\u0022\u005c\/\u0008\u000c\u000a\u000d\u0009")", R"("\"\\/\b\f\n\r\t")"},
      {"1.2 other controls", R"("\u0000\u001F\u000B")", R"("\u0000\u001f\u000b")"},
      {"1.2 raw from U+007F on", R"("\u007f\u0080\u2028\u2029\uFFFF")", "\"\x7F\u0080\u2028\u2029\uFFFF\""},
      {"1.2 surrogate pair", R"("\uD834\uDd1e")", "\"\U0001D11E\""},
      {"1.2 not normalised", "\"e\u0301\u00e9\"", "\"e\u0301\u00e9\""},
      {"1.3 integers keep their digits", "[123456789012345678901234567890,-7,0]",
       "[123456789012345678901234567890,-7,0]"},
      {"1.3 minus zero", "[-0,-0.0,-0e5]", "[0,-0.0,-0.0]"},
      {"1.3 a point or exponent makes a double", "[1e2,1E2,1.0,100000000000000000000.0]", "[100.0,100.0,1.0,1e+20]"},
      {"1.3 exponent form", "[1e15,1e16,123456789012345680.0,0.0001,0.00001]",
       "[1000000000000000.0,1e+16,1.2345678901234568e+17,0.0001,1e-05]"},
      {"1.3 ties to even", "[9007199254740993.0,9007199254740995.0]", "[9007199254740992.0,9007199254740996.0]"},
      {"1.3 underflow", "[1e-400,-1e-400,4.9e-324,2e-324]", "[0.0,-0.0,5e-324,0.0]"},
      {"1.3 largest", "1.7976931348623157e308", "1.7976931348623157e+308"},
      {"1.3 leading zeros of an exponent", "1e0000000000000000000000000000002", "100.0"},
      {"1.4 digits at the limit", std::string(4300, '9'), std::string(4300, '9')},
      {"1.4 exponent at the limit", "1e-999999999", "0.0"},
      {"1.4 depth at the limit", nested(64), nested(64)},
      {"1.4 equal keys in different objects", R"([{"a":1},{"a":{"a":2}}])", R"([{"a":1},{"a":{"a":2}}])"},
  };
  for (const Accepted& c : cases) {
    SCOPED_TRACE(c.rule);
    const Result<std::string> canonical = canonical_json(c.input);
    ASSERT_TRUE(canonical.ok()) << canonical.error().explanation;
    EXPECT_EQ(*canonical, c.canonical);
    EXPECT_EQ(*canonical_json(c.canonical), c.canonical) << "it is a fixed point";
  }
}

struct Refused {
  std::string input;
  ErrorCode code;
  Place place;
};

TEST(Canon, Refuses) {
  const std::string bom = "\xEF\xBB\xBF";
  const Refused cases[] = {
      {"", ErrorCode::syntax, {0, 1, 1}},
      {" \n ", ErrorCode::syntax, {3, 2, 2}},
      {"[1,\n2", ErrorCode::syntax, {5, 2, 2}},
      {"{\"a\"", ErrorCode::syntax, {4, 1, 5}},
      {"[\"abc", ErrorCode::syntax, {1, 1, 2}},
      {"[tru", ErrorCode::syntax, {1, 1, 2}},
      {"[nulx]", ErrorCode::syntax, {1, 1, 2}},
      {"[1.]", ErrorCode::syntax, {1, 1, 2}},
      {"[-]", ErrorCode::syntax, {1, 1, 2}},
      {"[1e+]", ErrorCode::syntax, {1, 1, 2}},
      {"[01]", ErrorCode::syntax, {2, 1, 3}},
      {"[.5]", ErrorCode::syntax, {1, 1, 2}},
      {"[+1]", ErrorCode::syntax, {1, 1, 2}},
      {"[1,]", ErrorCode::syntax, {3, 1, 4}},
      {"[1 2]", ErrorCode::syntax, {3, 1, 4}},
      {"{\"a\":1,}", ErrorCode::syntax, {7, 1, 8}},
      {"{a:1}", ErrorCode::syntax, {1, 1, 2}},
      {"{1:1}", ErrorCode::syntax, {1, 1, 2}},
      {"['a']", ErrorCode::syntax, {1, 1, 2}},
      {"[1] // comment", ErrorCode::trailing_data, {4, 1, 5}},
      {"[/* comment */1]", ErrorCode::syntax, {1, 1, 2}},
      {"[1}", ErrorCode::syntax, {2, 1, 3}},
      {"[\"a\nb\"]", ErrorCode::syntax, {1, 1, 2}},
      {"[\"\\x\"]", ErrorCode::syntax, {1, 1, 2}},
      {"[\"\\u12g4\"]", ErrorCode::syntax, {1, 1, 2}},
      {"{}\n {}", ErrorCode::trailing_data, {4, 2, 2}},
      {"1 1", ErrorCode::trailing_data, {2, 1, 3}},
      {std::string("1\0", 2), ErrorCode::trailing_data, {1, 1, 2}},
      {bom + "{}", ErrorCode::byte_order_mark, {0, 1, 1}},
      {"[" + bom + "]", ErrorCode::syntax, {1, 1, 2}},
      {"\xFF\xFE[\0]", ErrorCode::invalid_utf8, {0, 1, 1}},
      {"[\"\xC0\xAF\"]", ErrorCode::invalid_utf8, {1, 1, 2}},
      {"[\"\xED\xA0\x80\"]", ErrorCode::invalid_utf8, {1, 1, 2}},
      {"[\"\xF4\x90\x80\x80\"]", ErrorCode::invalid_utf8, {1, 1, 2}},
      {"[\"\x80\"]", ErrorCode::invalid_utf8, {1, 1, 2}},
      {"[\"\\n\xE2\x82\"]", ErrorCode::invalid_utf8, {1, 1, 2}},
      {"[\"\\ud800\"]", ErrorCode::lone_surrogate, {1, 1, 2}},
      {"[\"\\udc00\"]", ErrorCode::lone_surrogate, {1, 1, 2}},
      {"[\"\\ud800\\ud800\"]", ErrorCode::lone_surrogate, {1, 1, 2}},
      {"[\"\\udbff\\udbff\"]", ErrorCode::lone_surrogate, {1, 1, 2}},
      {"[\"\\ud800\\ue000\"]", ErrorCode::lone_surrogate, {1, 1, 2}},
      {"[\"\\ud800x\"]", ErrorCode::lone_surrogate, {1, 1, 2}},
      {"[\"\\ud800\\n\"]", ErrorCode::lone_surrogate, {1, 1, 2}},
      {"{\"a\":1,\n\"a\":2}", ErrorCode::duplicate_key, {8, 2, 1}},
      {"{\"a\":1,\"\\u0061\":2}", ErrorCode::duplicate_key, {7, 1, 8}},
      {"{\"\\u0061\":\"\\\"\",\"a\":2}", ErrorCode::duplicate_key, {15, 1, 16}},
      {"{\"a\":1,\"b\":1,\"b\":1,\"a\":1}", ErrorCode::duplicate_key, {13, 1, 14}},
      {"{\"a\":1,\"a\":{\"b\":1,\"b\":2}}", ErrorCode::duplicate_key, {7, 1, 8}},
      {"{\"a\":{\"b\":1,\"b\":2},\"a\":1}", ErrorCode::duplicate_key, {12, 1, 13}},
      {"{\"a\":1,\"a\":2,x", ErrorCode::duplicate_key, {7, 1, 8}},
      {"{\"a\":1,x,\"a\":2}", ErrorCode::syntax, {7, 1, 8}},
      {"[{\"a\":1,\"a\":[", ErrorCode::duplicate_key, {8, 1, 9}},
      {"[NaN]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[Infinity]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[-Infinity]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[1e400]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[-1e400]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[1.7976931348623159e308]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[1e9999999999]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[1e-1000000000]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[0e1000000000]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[1e99999999999999999999]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[1e400,x", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[x,1e400]", ErrorCode::syntax, {1, 1, 2}},
      {"[" + std::string(4301, '9') + "]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {"[0." + std::string(4300, '0') + "]", ErrorCode::number_out_of_range, {1, 1, 2}},
      {nested(65), ErrorCode::depth_exceeded, {64, 1, 65}},
      {nested(100000), ErrorCode::depth_exceeded, {64, 1, 65}},
      {"{\"a\":1,\"a\":" + nested(64) + "}", ErrorCode::duplicate_key, {7, 1, 8}},
  };
  std::map<std::string, ErrorCode> explanations;
  for (const Refused& c : cases) {
    SCOPED_TRACE(c.input.substr(0, 60));
    const Result<std::string> canonical = canonical_json(c.input);
    ASSERT_FALSE(canonical.ok()) << *canonical;
    EXPECT_EQ(name(canonical.error().code), name(c.code));
    const auto [known, is_new] = explanations.emplace(canonical.error().explanation, c.code);
    EXPECT_EQ(known->second, c.code) << "two codes have the same explanation: " << known->first;
    EXPECT_FALSE(known->first.empty());
    EXPECT_EQ(canonical.error().place.offset_bytes, c.place.offset_bytes);
    EXPECT_EQ(canonical.error().place.line, c.place.line);
    EXPECT_EQ(canonical.error().place.column, c.place.column);
  }
}

// What a syntax fault is told to a person as. Codes and places are tested above; these are words.
TEST(Canon, ExplainsWhatWasExpected) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "the document stops early, after 0 bytes (is it cut off?): expected a value"},
      {"[", "the document stops early, after 1 byte (is it cut off?): expected a value, or ']'"},
      {"[1", "the document stops early, after 2 bytes (is it cut off?): expected ',' or ']'"},
      {"{", "the document stops early, after 1 byte (is it cut off?): expected a key in double quotes, or '}'"},
      {"{\"a\"", "the document stops early, after 4 bytes (is it cut off?): expected ':'"},
      {"{\"a\":[]", "the document stops early, after 7 bytes (is it cut off?): expected ',' or '}'"},
      {"{\"a\":1,}", "this is not JSON: expected a key in double quotes"},
      {"{\"a\":}", "this is not JSON: expected a value"},
      {"{\"a\":\"b\" \"c\"}", "this is not JSON: expected ',' or '}'"},
      {"[{},]", "this is not JSON: expected a value"},
      {"[01]", "this is not JSON: expected ',' or ']'"},
      {"[tru]", "this is not JSON: expected a value, or ']'"},
      {"[1,\"a", "the document stops early, after 5 bytes (is it cut off?): this string has no closing quote"},
      {"[tru", "the document stops early, after 4 bytes (is it cut off?): expected a value, or ']'"},
      {"[\"\\u00",
       "the document stops early, after 6 bytes (is it cut off?): after a backslash in a string, expected one of "
       "\" \\ / b f n r t, or u and four hexadecimal digits"},
      {"[1.", "the document stops early, after 3 bytes (is it cut off?): this number is missing a digit"},
      {"[1] x", "the document has ended: only white space may follow its value"},
      {"[\"\n\"]", "this is not JSON: a control character in a string must be written as an escape"},
      {"[\"\\x\"]",
       "this is not JSON: after a backslash in a string, expected one of \" \\ / b f n r t, or u and four "
       "hexadecimal digits"},
      {"[-]", "this is not JSON: this number is missing a digit"},
      {"[1.]", "this is not JSON: this number is missing a digit"},
      {"[1e+]", "this is not JSON: this number is missing a digit"},
  };
  for (const auto& [text, explanation] : cases) {
    EXPECT_EQ(canonical_json(text).error().explanation, explanation) << text;
  }
}

TEST(Canon, LongStringsAndKeysWithEscapes) {
  // These are longer than the tokenizer's buffer, so they arrive in several calls.
  std::string raw;
  std::string escaped;
  for (int i = 0; i < 3000; ++i) {
    raw += "x\\n\u00e9";
    escaped += "\\u0078\\u000A\\u00E9";
  }
  EXPECT_EQ(*canonical_json("{\"" + escaped + "\":\"" + escaped + "\"}"), "{\"" + raw + "\":\"" + raw + "\"}");
  EXPECT_EQ(canonical_json("{\"" + escaped + "\":1,\"" + raw + "\":2}").error().code, ErrorCode::duplicate_key);
}

TEST(Canon, CanonicalTextOfInnerValues) {
  const std::string text = R"({"b":{"y":1,"x":[true]},"a":"s","c":null})";
  const Result<canon::Document> document = canon::parse(text);
  const canon::CanonicalText canonical(*document);
  const canon::Value root = document->root();
  EXPECT_EQ(canonical.whole(), R"({"a":"s","b":{"x":[true],"y":1},"c":null})");
  EXPECT_EQ(canonical.of(*root.find("b")), R"({"x":[true],"y":1})");
  const std::string_view some[] = {"a", "c"};
  EXPECT_EQ(canon::join(canonical.without(root, some)), R"({"b":{"x":[true],"y":1}})");
  const std::string_view middle[] = {"b", "not there"};
  EXPECT_EQ(canon::join(canonical.without(root, middle)), R"({"a":"s","c":null})");
  const std::string_view all[] = {"a", "b", "c"};
  EXPECT_EQ(canon::join(canonical.without(root, all)), "{}");
  EXPECT_EQ(canon::join(canonical.without(*root.find("a"), all)), "\"s\"");
}

TEST(Canon, FirstDifference) {
  const auto difference = [](const std::string& left, const std::string& right) {
    const Result<canon::Document> a = canon::parse(left);
    const Result<canon::Document> b = canon::parse(right);
    return canon::find_first_difference(a->root(), b->root()).value_or("none");
  };
  EXPECT_EQ(difference(R"({"a":[1,{"b":2}]})", R"({ "a" : [ 1, {"b": 2} ] })"), "none");
  EXPECT_EQ(difference(R"({"a":[1,{"b~/":2}]})", R"({"a":[1,{"b~/":3}]})"), "/a/1/b~0~1");
  EXPECT_EQ(difference(R"({"a":1})", R"({"a":1,"b":2})"), "/b");
  EXPECT_EQ(difference(R"({"b":1})", R"({"a":1,"b":1})"), "/a");
  EXPECT_EQ(difference("[1,2,3]", "[1,2]"), "/2");
  EXPECT_EQ(difference("[1]", "[1.0]"), "/0");
  // What comes after the shorter array is not compared.
  EXPECT_EQ(difference(R"({"a":[1],"z":0})", R"({"a":[1,"z"],"z":0})"), "/a/1");
  EXPECT_EQ(difference(R"({"a":[1,"z"],"z":0})", R"({"a":[1],"z":0})"), "/a/1");
  EXPECT_EQ(difference("null", "[]"), "");
}

/// A number encoded as UTF-8 does it, in `size_bytes` bytes. These may be more than it needs, and it need not be a code
/// point.
std::string in_utf8(std::uint32_t number, int size_bytes) {
  std::string bytes;
  for (int i = 1; i < size_bytes; ++i, number >>= 6) {
    bytes.insert(bytes.begin(), static_cast<char>(0x80U | (number & 0x3FU)));
  }
  constexpr std::array<std::uint32_t, 5> leads = {0, 0, 0xC0, 0xE0, 0xF0};
  bytes.insert(bytes.begin(), static_cast<char>(leads[static_cast<std::size_t>(size_bytes)] | number));
  return bytes;
}

// RFC 3629: each code point has as few bytes as it needs, surrogates are not allowed, and no sequence is cut short.
TEST(Canon, Utf8OfEveryCodePoint) {
  for (std::uint32_t point = 0; point < 0x120000; ++point) {
    const bool is_point = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
    const int size_bytes = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    const std::string bytes = in_utf8(point, size_bytes);
    ASSERT_EQ(canon::utf8_sequence_size(bytes + "x"), is_point ? bytes.size() : 0U) << point;
    ASSERT_EQ(canon::is_utf8("x" + bytes), is_point) << point;
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      ASSERT_FALSE(canon::is_utf8(bytes.substr(0, cut))) << point;
      ASSERT_FALSE(canon::is_utf8(bytes.substr(0, cut) + "x")) << point;
    }
    if (size_bytes < 4) {
      ASSERT_FALSE(canon::is_utf8(in_utf8(point, size_bytes + 1))) << point;
    }
  }
  for (int byte = 0x80; byte < 0xC0; ++byte) {  // a continuation byte with no lead, and a lead with none after it
    EXPECT_FALSE(canon::is_utf8(std::string(1, static_cast<char>(byte)))) << byte;
    EXPECT_FALSE(canon::is_utf8("\xC3" + std::string(1, static_cast<char>(byte ^ 0x40)))) << byte;
  }
}

RC_GTEST_PROP(CanonProperty, AStringIsAFixedPointHoweverItIsEscaped, (const std::string& bytes)) {
  // Any ASCII text, with every character escaped.
  std::string text;
  std::string escaped = "\"";
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned>(byte) & 0x7FU;
    text += static_cast<char>(code);
    constexpr std::string_view digits = "0123456789ABCDEF";
    escaped += std::string("\\u00") + digits[code >> 4] + digits[code & 15];
  }
  const Result<std::string> canonical = canonical_json(escaped + "\"");
  RC_ASSERT(canonical.ok());
  RC_ASSERT(*canonical_json(*canonical) == *canonical);
  const Result<canon::Document> document = canon::parse(*canonical);
  RC_ASSERT(document->root().text() == text);
}

}  // namespace
}  // namespace pith
