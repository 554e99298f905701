// Base32, base64 and hexadecimal digits. The expected values are the test vectors of RFC 4648.

#include "canon/encoding.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace pith::canon {
namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

TEST(Encoding, Base32FollowsRfc4648) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "MY"},
                                                       {"fo", "MZXQ"},
                                                       {"foo", "MZXW6"},
                                                       {"foob", "MZXW6YQ"},
                                                       {"fooba", "MZXW6YTB"},
                                                       {"foobar", "MZXW6YTBOI"}};
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(encode_base32(bytes_of(text)), expected);
  }
}

TEST(Encoding, Base64FollowsRfc4648) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
                                                       {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [text, encoded] : cases) {
    std::vector<std::uint8_t> decoded(std::string_view(text).size());
    EXPECT_TRUE(decode_base64(encoded, decoded)) << encoded;
    EXPECT_EQ(decoded, bytes_of(text));
    EXPECT_EQ(encode_base64(bytes_of(text)), encoded);
  }
  // All 64 digits, in their order: 0, 1, 2 and so on in six bits each.
  const std::vector<std::uint8_t> every_digit = {
      0x00, 0x10, 0x83, 0x10, 0x51, 0x87, 0x20, 0x92, 0x8B, 0x30, 0xD3, 0x8F, 0x41, 0x14, 0x93, 0x51,
      0x55, 0x97, 0x61, 0x96, 0x9B, 0x71, 0xD7, 0x9F, 0x82, 0x18, 0xA3, 0x92, 0x59, 0xA7, 0xA2, 0x9A,
      0xAB, 0xB2, 0xDB, 0xAF, 0xC3, 0x1C, 0xB3, 0xD3, 0x5D, 0xB7, 0xE3, 0x9E, 0xBB, 0xF3, 0xDF, 0xBF};
  EXPECT_EQ(encode_base64(every_digit), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

// SPEC 3.8: every value has one spelling.
TEST(Encoding, LooseBase64IsRefused) {
  std::array<std::uint8_t, 4> bytes{};
  EXPECT_TRUE(decode_base64("Zm9vYg==", bytes));
  for (const char* const loose : {"Zm9vYg=", "Zm9vYg", "Zm9vYg===", "Zm9vYh==", "Zm9v Yg==", "Zm9vYg==\n", "Zm9vYg=A",
                                  "Zm9vY===", "Zm9_Yg==", "=m9vYg==", ""}) {
    EXPECT_FALSE(decode_base64(loose, bytes)) << loose;
  }
}

TEST(Encoding, Hex) {
  std::array<std::uint8_t, 2> bytes{};
  EXPECT_TRUE(decode_hex("00ff", bytes));
  EXPECT_EQ(encode_hex(bytes), "00ff");
  for (const char* const other : {"00FF", "00f", "00ff0", "00fg", "0x0f", ""}) {
    EXPECT_FALSE(decode_hex(other, bytes)) << other;
  }
}

}  // namespace
}  // namespace pith::canon
