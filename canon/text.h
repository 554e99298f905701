#ifndef PITH_CANON_TEXT_H
#define PITH_CANON_TEXT_H

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pith::canon {

/// The first four bytes as a number of the same order. Needs as many.
inline std::uint32_t first_four_bytes(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
}

/// SPEC 1.1: the order of all text: by UTF-8 bytes as unsigned numbers, which is the order by code point
/// and not that of UTF-16. Every comparison of text that shows in a result is this one.
/// (std::char_traits<char> compares as unsigned char, also where char is signed.)
inline std::strong_ordering compare_text(std::string_view left, std::string_view right) noexcept {
  // Most texts that are compared are keys and differ early; looking there first saves the call.
  if (left.size() >= 4 && right.size() >= 4) {
    const std::uint32_t left_prefix = first_four_bytes(left);
    const std::uint32_t right_prefix = first_four_bytes(right);
    if (left_prefix != right_prefix) {
      return left_prefix <=> right_prefix;
    }
  }
  return left.compare(right) <=> 0;
}

/// The length of the UTF-8 sequence at the front of a text that is not empty; 0 where there is none.
/// Overlong forms, surrogates and code points above U+10FFFF are none.
std::size_t utf8_sequence_size(std::string_view text) noexcept;

bool is_utf8(std::string_view text) noexcept;

}  // namespace pith::canon

#endif
