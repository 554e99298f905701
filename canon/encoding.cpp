// Base32 and base64 through a small bit buffer, hexadecimal through tables.
//
// Example: "AA==" is the one base64 text for a zero byte. Counter-examples: "AA" has no padding, "AB==" has stray bits
// (its last four bits are not zero), and "A A=" has white space. All three are refused: readers
// that differ on such texts would differ on whether a signature holds.
//
// Cost: linear, no memory beyond the result. Tests: tests/encoding_test.cpp, tests/signature_properties_test.cpp.

#include "canon/encoding.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <vector>

namespace pith::canon {
namespace {

constexpr std::string_view base32_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The two digits for each byte.
constexpr auto hex_pairs = [] {
  constexpr std::string_view alphabet = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> pairs{};
  for (std::size_t byte = 0; byte < pairs.size(); ++byte) {
    pairs[byte] = {alphabet[byte >> 4], alphabet[byte & 15]};
  }
  return pairs;
}();

/// The value of each character of an alphabet; -1 for a character that is not in it.
constexpr std::array<std::int8_t, 256> values_of(std::string_view alphabet) {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}
constexpr auto hex_values = values_of("0123456789abcdef");
constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr auto base64_values = values_of(base64_alphabet);

int value_of(const std::array<std::int8_t, 256>& values, char character) noexcept {
  return values[static_cast<unsigned char>(character)];
}

/// One character of the alphabet for each `digit_bits` bits; zero bits fill up the last one.
template <unsigned digit_bits>
std::string encode_digits(std::span<const std::uint8_t> bytes, std::string_view alphabet) {
  std::string text;
  text.reserve(bytes.size() * 8 / digit_bits + digit_bits);
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8) | byte;
    bit_count += 8;
    while (bit_count >= digit_bits) {
      bit_count -= digit_bits;
      text += alphabet[(bits >> bit_count) & ((1U << digit_bits) - 1)];
    }
    bits &= (1U << bit_count) - 1;
  }
  if (bit_count > 0) {
    text += alphabet[(bits << (digit_bits - bit_count)) & ((1U << digit_bits) - 1)];
  }
  return text;
}

}  // namespace

std::string encode_hex(std::span<const std::uint8_t> bytes) {
  std::string text(2 * bytes.size(), '\0');
  encode_hex(bytes, text);
  return text;
}

void encode_hex(std::span<const std::uint8_t> bytes, std::span<char> digits) noexcept {
  assert(digits.size() == 2 * bytes.size());
  char* out = digits.data();
  for (const std::uint8_t byte : bytes) {
    std::memcpy(out, hex_pairs[byte].data(), 2);
    out += 2;
  }
}

bool decode_hex(std::string_view text, std::span<std::uint8_t> bytes) noexcept {
  if (text.size() != 2 * bytes.size()) {
    return false;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = value_of(hex_values, text[2 * i]);
    const int low = value_of(hex_values, text[2 * i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

std::string encode_base32(std::span<const std::uint8_t> bytes) {
  return encode_digits<5>(bytes, base32_alphabet);
}

std::string encode_base64(std::span<const std::uint8_t> bytes) {
  std::string text = encode_digits<6>(bytes, base64_alphabet);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

bool decode_base64(std::string_view text, std::span<std::uint8_t> bytes) noexcept {
  // SPEC 3.8: padded, no white space.
  const std::size_t group_count = (bytes.size() + 2) / 3;
  if (text.size() != 4 * group_count) {
    return false;
  }
  const std::size_t padding = 3 * group_count - bytes.size();
  const std::string_view digits = text.substr(0, text.size() - padding);
  if (text.substr(digits.size()) != std::string_view("==").substr(0, padding)) {
    return false;
  }
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  std::size_t size = 0;
  for (const char digit : digits) {
    const int value = value_of(base64_values, digit);
    if (value < 0) {
      return false;
    }
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      bytes[size++] = static_cast<std::uint8_t>(bits >> bit_count);
      bits &= (1U << bit_count) - 1;
    }
  }
  // SPEC 3.8: no stray bits. Those after the last byte must be zero.
  return bits == 0;
}

bool is_base64(std::string_view text) {
  const std::size_t digit_count = std::min(text.size(), text.find('='));
  std::vector<std::uint8_t> bytes(digit_count * 3 / 4);
  return decode_base64(text, bytes);
}

}  // namespace pith::canon
