#ifndef PITH_CANON_TEXT_H
#define PITH_CANON_TEXT_H

#include <compare>
#include <string_view>

namespace pith::canon {

/// SPEC 1.1: the order of all text: by UTF-8 bytes as unsigned numbers, which is the order by code point
/// and not that of UTF-16. Every comparison of text that shows in a result is this one.
/// (std::char_traits<char> compares as unsigned char, also where char is signed.)
inline std::strong_ordering compare_text(std::string_view left, std::string_view right) noexcept {
  return left.compare(right) <=> 0;
}

}  // namespace pith::canon

#endif
