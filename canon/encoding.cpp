#include "canon/encoding.h"

#include <cassert>

namespace pith::canon {
namespace {

constexpr std::string_view base32_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

constexpr int hex_digit_value(char character) noexcept {
  if (character >= '0' && character <= '9') {
    return character - '0';
  }
  if (character >= 'a' && character <= 'f') {
    return character - 'a' + 10;
  }
  return -1;
}

constexpr int base64_digit_value(char character) noexcept {
  if (character >= 'A' && character <= 'Z') {
    return character - 'A';
  }
  if (character >= 'a' && character <= 'z') {
    return character - 'a' + 26;
  }
  if (character >= '0' && character <= '9') {
    return character - '0' + 52;
  }
  if (character == '+') {
    return 62;
  }
  return character == '/' ? 63 : -1;
}

}  // namespace

std::string encode_hex(std::span<const std::uint8_t> bytes) {
  std::string text(2 * bytes.size(), '\0');
  encode_hex(bytes, text);
  return text;
}

void encode_hex(std::span<const std::uint8_t> bytes, std::span<char> digits) noexcept {
  constexpr std::string_view alphabet = "0123456789abcdef";
  assert(digits.size() == 2 * bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    digits[2 * i] = alphabet[bytes[i] >> 4];
    digits[2 * i + 1] = alphabet[bytes[i] & 15];
  }
}

bool decode_hex(std::string_view text, std::span<std::uint8_t> bytes) noexcept {
  if (text.size() != 2 * bytes.size()) {
    return false;
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_digit_value(text[2 * i]);
    const int low = hex_digit_value(text[2 * i + 1]);
    if (high < 0 || low < 0) {
      return false;
    }
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

std::string encode_base32(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() * 8 + 4) / 5);
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const std::uint8_t byte : bytes) {
    bits = (bits << 8) | byte;
    bit_count += 8;
    while (bit_count >= 5) {
      bit_count -= 5;
      text += base32_alphabet[(bits >> bit_count) & 31];
    }
    bits &= (1U << bit_count) - 1;
  }
  if (bit_count > 0) {
    text += base32_alphabet[(bits << (5 - bit_count)) & 31];
  }
  return text;
}

bool decode_base64(std::string_view text, std::span<std::uint8_t> bytes) noexcept {
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
    const int value = base64_digit_value(digit);
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
  return bits == 0;  // what is left over are the stray bits
}

}  // namespace pith::canon
