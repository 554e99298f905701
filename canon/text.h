#ifndef PITH_CANON_TEXT_H
#define PITH_CANON_TEXT_H

// The order of text, and UTF-8. All functions are safe to call from many threads, and throw nothing but
// std::bad_alloc.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pith::canon {

/// U+FFFD, which stands for bytes that are not UTF-8.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// The first four bytes as a number, which orders texts as their first four bytes do. Needs text.size() >= 4.
inline std::uint32_t first_four_bytes(std::string_view text) noexcept {
  const auto byte = [text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
}

/// SPEC 1.1: the order of all text, by UTF-8 bytes as unsigned numbers. This is the order by code point, not by UTF-16
/// unit: U+FB33 comes before U+1F600. Every comparison of text that affects a result uses this function.
///
/// Linear in the shorter text. std::char_traits<char> compares as unsigned char, even if char is signed.
inline std::strong_ordering compare_text(std::string_view left, std::string_view right) noexcept {
  // Most compared texts are keys, and most keys differ in their first bytes: comparing these first saves the call.
  if (left.size() >= 4 && right.size() >= 4) {
    const std::uint32_t left_prefix = first_four_bytes(left);
    const std::uint32_t right_prefix = first_four_bytes(right);
    if (left_prefix != right_prefix) {
      return left_prefix <=> right_prefix;
    }
  }
  return left.compare(right) <=> 0;
}

/// The length in bytes of the UTF-8 sequence at the front of a text, or 0 if no UTF-8 sequence is there. Overlong
/// forms, surrogates and code points above U+10FFFF are not UTF-8. Needs a text that is not empty. Takes constant time.
std::size_t utf8_sequence_size(std::string_view text) noexcept;

/// The code point of a UTF-8 sequence. Needs a sequence that utf8_sequence_size() finds whole. Takes constant time.
std::uint32_t utf8_code_point(std::string_view sequence) noexcept;

/// Whether all of a text is UTF-8. Linear.
bool is_utf8(std::string_view text) noexcept;

/// The longest front of a text of at most `bytes_max` bytes that does not end inside a UTF-8 sequence. A byte that is
/// not UTF-8 counts as a sequence. Linear in the front.
std::string_view utf8_front(std::string_view text, std::size_t bytes_max) noexcept;

/// A text of at most `bytes_max` bytes: the text itself, or its front and `...`. Needs bytes_max >= 3. Linear in the
/// result.
std::string shorten(std::string_view text, std::size_t bytes_max);

/// Bytes, such as a file name, as UTF-8: each byte that is not UTF-8 becomes U+FFFD. Linear.
std::string to_utf8(std::string_view bytes);

}  // namespace pith::canon

#endif
