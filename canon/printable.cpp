#include "canon/printable.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "canon/text.h"

namespace pith::canon {
namespace {

/// Whether a terminal would obey the character, or a reader could not see it: what Unicode 14 lists as
/// Default_Ignorable_Code_Point, and what follows here. web/text.js has the same list.
constexpr bool is_unsafe(std::uint32_t code_point) {
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
  };
  constexpr Range ranges[] = {
      {0x00, 0x1F},       {0x7F, 0x9F},        // control characters
      {0xAD, 0xAD},       {0x34F, 0x34F},      // soft hyphen, grapheme joiner
      {0x61C, 0x61C},     {0x115F, 0x1160},    // Arabic letter mark, fillers of Hangul
      {0x17B4, 0x17B5},   {0x180B, 0x180F},    // inherent vowels of Khmer, selectors of Mongolian
      {0x200B, 0x200F},   {0x2028, 0x202E},    // spaces without width, direction marks, separators, embeddings
      {0x2060, 0x206F},   {0x2800, 0x2800},    // isolates, invisible operators; a pattern of Braille without dots
      {0x3164, 0x3164},   {0xFE00, 0xFE0F},    // a filler of Hangul, variation selectors
      {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},    // byte order mark, a filler of Hangul
      {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},    // annotations; no characters, and not allowed in XML
      {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},  // controls of shorthand and of music
      {0x13430, 0x1343F}, {0xE0000, 0xE0FFF},  // joiners of hieroglyphs; tags and variation selectors
  };
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& range) { return code_point >= range.first && code_point <= range.last; });
}

/// Whether the character is drawn over the one before it.
constexpr bool is_combining(std::uint32_t code_point) {
  return (code_point >= 0x300 && code_point <= 0x36F) || (code_point >= 0x1AB0 && code_point <= 0x1AFF) ||
         (code_point >= 0x1DC0 && code_point <= 0x1DFF) || (code_point >= 0x20D0 && code_point <= 0x20FF) ||
         (code_point >= 0xFE20 && code_point <= 0xFE2F);
}

/// A letter has at most two marks in the languages that are written with these. A pile of them covers other lines.
constexpr std::size_t combining_max = 2;

void append_escape(std::string& out, std::uint32_t code_point) {
  constexpr std::string_view hex_digits = "0123456789abcdef";
  out += "\\u";
  if (code_point > 0xFFFF) {
    out += '{';
    out += hex_digits[(code_point >> 16) & 15];
  }
  for (const unsigned shift : {12U, 8U, 4U, 0U}) {
    out += hex_digits[(code_point >> shift) & 15];
  }
  if (code_point > 0xFFFF) {
    out += '}';
  }
}

/// Calls `put` with each UTF-8 sequence of a text, and with the replacement character for each byte that does not begin
/// one.
template <class Put>
void for_each_sequence(std::string_view text, Put put) {
  while (!text.empty()) {
    const std::size_t size = utf8_sequence_size(text);
    put(size == 0 ? replacement_character : text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  std::size_t combining = 0;  // in a row
  for_each_sequence(text, [&](std::string_view sequence) {
    const std::uint32_t code_point = utf8_code_point(sequence);
    combining = is_combining(code_point) ? combining + 1 : 0;
    if (is_unsafe(code_point) || combining > combining_max) {
      append_escape(out, code_point);
    } else {
      out += sequence;
    }
  });
  return out;
}

std::string escape_markup(std::string_view text) {
  std::string out;
  for (const char character : text) {
    switch (character) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += character;
    }
  }
  return out;
}

}  // namespace pith::canon
