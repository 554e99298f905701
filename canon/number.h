#ifndef PITH_CANON_NUMBER_H
#define PITH_CANON_NUMBER_H

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace pith::canon {

/// SPEC 1.4: the most digits that a number may have, leading zeros counted, its exponent aside.
/// It is the limit that Python sets for integers, so that no reader needs quadratic time.
inline constexpr std::size_t number_digits_max = 4300;

/// SPEC 1.4: the most digits of an exponent, leading zeros aside. Every reader's integer holds nine.
inline constexpr std::size_t exponent_digits_max = 9;

/// SPEC 1.3: a number without point and exponent is an integer of any size.
/// Needs text that is a number by the JSON grammar.
bool is_integer(std::string_view number) noexcept;

/// SPEC 1.4: within the limits on digits, whatever its value. Linear; needs a number by the JSON grammar.
bool has_permitted_digits(std::string_view number) noexcept;

/// SPEC 1.3: the binary64 nearest to a number, ties to even, underflow to a zero of its sign; nothing
/// where it rounds to infinity. Independent of the locale and the rounding mode of the caller.
/// Needs a number by the JSON grammar with permitted digits.
std::optional<double> parse_real(std::string_view number);

/// The characters of one double; 24 are the most that repr(float) needs.
struct RealText {
  std::array<char, 32> characters;
  std::size_t size_bytes = 0;

  std::string_view view() const noexcept { return {characters.data(), size_bytes}; }
};

/// SPEC 1.3: as Python's repr(float) writes it. Needs a finite value.
RealText write_real(double value);

}  // namespace pith::canon

#endif
