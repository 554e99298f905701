// UTF-8 by the table of the Unicode standard ("well-formed UTF-8 byte sequences"): the first byte gives the length and
// the range of the second byte. That range alone excludes overlong forms (E0 80, F0 80), surrogates (ED A0) and code
// points above U+10FFFF (F4 90). C0, C1 and F5 to FF begin no sequence.
//
// Tests: tests/canon_test.cpp, the vectors utf8_* in tests/vectors/canon.

#include "canon/text.h"

#include <algorithm>
#include <cstdint>

namespace pith::canon {

std::size_t utf8_sequence_size(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto continues = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const std::uint8_t first = byte(0);
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return continues(1) ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    const std::uint8_t low = first == 0xE0 ? 0xA0 : 0x80;
    const std::uint8_t high = first == 0xED ? 0x9F : 0xBF;
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const std::uint8_t low = first == 0xF0 ? 0x90 : 0x80;
    const std::uint8_t high = first == 0xF4 ? 0x8F : 0xBF;
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

std::uint32_t utf8_code_point(std::string_view sequence) noexcept {
  const auto first = static_cast<std::uint8_t>(sequence[0]);
  std::uint32_t code_point = sequence.size() == 1 ? first : first & (0x7FU >> sequence.size());
  for (const char next : sequence.substr(1)) {
    code_point = (code_point << 6) | (static_cast<std::uint8_t>(next) & 0x3FU);
  }
  return code_point;
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t size = utf8_sequence_size(text);
    if (size == 0) {
      return false;
    }
    text.remove_prefix(size);
  }
  return true;
}

std::string_view utf8_front(std::string_view text, std::size_t bytes_max) noexcept {
  std::size_t size_bytes = 0;
  while (size_bytes < text.size()) {
    const std::size_t next = std::max<std::size_t>(1, utf8_sequence_size(text.substr(size_bytes)));
    if (size_bytes + next > bytes_max) {
      break;
    }
    size_bytes += next;
  }
  return text.substr(0, size_bytes);
}

std::string shorten(std::string_view text, std::size_t bytes_max) {
  constexpr std::string_view ellipsis = "...";
  if (text.size() <= bytes_max) {
    return std::string(text);
  }
  return std::string(utf8_front(text, bytes_max - ellipsis.size())).append(ellipsis);
}

std::string to_utf8(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t size = utf8_sequence_size(bytes);
    text += size == 0 ? replacement_character : bytes.substr(0, size);
    bytes.remove_prefix(size == 0 ? 1 : size);
  }
  return text;
}

}  // namespace pith::canon
