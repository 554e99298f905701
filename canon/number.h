#ifndef PITH_CANON_NUMBER_H
#define PITH_CANON_NUMBER_H

// Numbers (SPEC 1.3 and 1.4). All functions are safe to call from many threads, and give the same result whatever the
// locale and the floating-point registers of the caller are.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace pith::canon {

/// SPEC 1.4: the most digits that a number may have, counting leading zeros but not the exponent. Python has the same
/// limit for integers, because converting them takes quadratic time.
inline constexpr std::size_t number_digits_max = 4300;

/// SPEC 1.4: the most digits that an exponent may have, not counting leading zeros. Nine fit an integer of 32 bits.
inline constexpr std::size_t exponent_digits_max = 9;

/// SPEC 1.3: whether a number is an integer, that is, has no `.`, `e` or `E`. Needs a number by the JSON grammar.
/// Linear.
bool is_integer(std::string_view number) noexcept;

/// SPEC 1.4: whether a number keeps both limits on digits, whatever its value. Needs a number by the JSON grammar.
/// Linear.
bool has_permitted_digits(std::string_view number) noexcept;

/// SPEC 1.3: the binary64 nearest to a number, ties to even. If it underflows, it becomes a zero of its own sign.
///
/// Needs a number by the JSON grammar for which has_permitted_digits is true.
/// Returns std::nullopt if the number rounds to an infinity.
/// Throws SystemFailure if the C locale is not available.
std::optional<double> parse_real(std::string_view number);

/// The text of one double. Python's repr(float) needs at most 24 characters.
struct RealText {
  std::array<char, 32> characters;
  std::size_t size_bytes = 0;

  std::string_view view() const noexcept { return {characters.data(), size_bytes}; }
};

/// SPEC 1.3: writes a double as Python's repr(float) does. Needs a finite value. Takes constant time.
RealText write_real(double value);

}  // namespace pith::canon

#endif
