// Numbers: from JSON text to the nearest double, and from a double to Python's repr(float) (SPEC 1.3).
//
// Reading: strtod_l in the C locale, under default floating-point registers (canon/floating_point.h). std::from_chars
// for double would be simpler, but is wrong on i386. The text is first copied into a buffer that the limits on digits
// bound, because strtod needs a zero byte at the end.
//
// Writing: std::to_chars gives the shortest digits that round-trip; only their layout is Python's own.
// Examples: 1e15 is 1000000000000000.0 and 1e16 is 1e+16; 0.0001 is itself and 0.00001 is 1e-05; -0.0 stays -0.0.
// Counter-examples: 10000000000000000 has no point and no exponent, so it is an integer and keeps its digits.
// 1e400 rounds to an infinity and is refused; 1e-400 underflows to 0.0 and is accepted.
//
// Cost: bounded, because the digits are at most 4300 and 9. Nothing here allocates.
// Tests: tests/number_test.cpp, tests/cli/test_doubles.py (a million doubles compared with Python),
// fuzz/number_fuzzer.cpp.

#include "canon/number.h"

#include <locale.h>
#include <stdlib.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>

#include "canon/floating_point.h"
#include "containers/throw_failure.h"
#include "pith/result.h"

namespace pith::canon {
namespace {

constexpr bool is_digit(char character) noexcept {
  return character >= '0' && character <= '9';
}

/// A number, cut in two: `12.5e+07` is `12.5` and `+07`.
struct NumberParts {
  std::string_view mantissa;
  std::string_view exponent;  // without the letter; empty if there is none
};

NumberParts split(std::string_view number) noexcept {
  const std::size_t letter = number.find_first_of("eE");
  if (letter == std::string_view::npos) {
    return {number, {}};
  }
  return {number.substr(0, letter), number.substr(letter + 1)};
}

struct Exponent {
  bool negative = false;
  std::string_view digits;  // without leading zeros
};

Exponent parse_exponent(std::string_view text) noexcept {
  Exponent exponent;
  if (!text.empty() && !is_digit(text.front())) {
    exponent.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  exponent.digits = text;
  return exponent;
}

/// A number as strtod wants it, ended by a zero byte. The limits on digits bound its length.
class TerminatedNumber {
 public:
  explicit TerminatedNumber(std::string_view number) {
    const NumberParts parts = split(number);
    append(parts.mantissa);
    if (!parts.exponent.empty()) {
      const Exponent exponent = parse_exponent(parts.exponent);
      append(exponent.negative ? "e-0" : "e+0");
      append(exponent.digits);
    }
    characters_[size_bytes_] = '\0';
  }

  const char* c_str() const noexcept { return characters_.data(); }

 private:
  void append(std::string_view text) {
    assert(size_bytes_ + text.size() < characters_.size());
    std::copy(text.begin(), text.end(), characters_.data() + size_bytes_);
    size_bytes_ += text.size();
  }

  // The sign, the point, the letter, its sign, the zero before the exponent, and the zero byte.
  static constexpr std::size_t extra_bytes = 6;
  std::array<char, number_digits_max + exponent_digits_max + extra_bytes> characters_;
  std::size_t size_bytes_ = 0;
};

/// The C locale as an object, so that the program's own locale has no effect.
locale_t c_locale() {
  static const locale_t locale = newlocale(LC_ALL_MASK, "C", static_cast<locale_t>(nullptr));
  if (locale == static_cast<locale_t>(nullptr)) {
    containers::throw_failure(SystemFailure("the C library cannot create the \"C\" locale"));
  }
  return locale;
}

/// Builds a RealText.
class RealWriter {
 public:
  void put(char character) { text_.characters[text_.size_bytes++] = character; }
  void put(std::string_view characters) {
    for (const char character : characters) {
      put(character);
    }
  }
  void put_zeros(int count) {
    for (int i = 0; i < count; ++i) {
      put('0');
    }
  }
  RealText take() const { return text_; }

 private:
  RealText text_;
};

}  // namespace

bool is_integer(std::string_view number) noexcept {
  return number.find_first_of(".eE") == std::string_view::npos;
}

bool has_permitted_digits(std::string_view number) noexcept {
  const NumberParts parts = split(number);
  const auto digits = static_cast<std::size_t>(std::count_if(parts.mantissa.begin(), parts.mantissa.end(), is_digit));
  return digits <= number_digits_max && parse_exponent(parts.exponent).digits.size() <= exponent_digits_max;
}

std::optional<double> parse_real(std::string_view number) {
  assert(has_permitted_digits(number));
  // musl rounds some negative denormal numbers wrongly, so strtod sees no sign.
  const bool is_negative = number.starts_with('-');
  const TerminatedNumber terminated(number.substr(is_negative ? 1 : 0));
  const locale_t locale = c_locale();
  const DefaultFloatingPoint scope;
  const double value = strtod_l(terminated.c_str(), nullptr, locale);
  if (std::isinf(value)) {
    return std::nullopt;
  }
  return is_negative ? -value : value;
}

RealText write_real(double value) {
  const DefaultFloatingPoint scope;
  assert(std::isfinite(value));
  // SPEC 1.3: the shortest digits that round-trip. to_chars writes them as d[.ddd]e(+|-)dd[d].
  std::array<char, 32> buffer;
  const std::to_chars_result result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  assert(result.ec == std::errc());
  std::string_view shortest(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));

  RealWriter out;
  if (shortest.front() == '-') {
    out.put('-');
    shortest.remove_prefix(1);
  }
  const NumberParts parts = split(shortest);
  const std::string_view exponent_text = parts.exponent.substr(1);
  int exponent = 0;
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  exponent = parts.exponent.front() == '-' ? -exponent : exponent;

  const char first = parts.mantissa.front();
  const std::string_view rest = parts.mantissa.size() > 1 ? parts.mantissa.substr(2) : std::string_view();
  const int rest_count = static_cast<int>(rest.size());

  // SPEC 1.3: an exponent is written if it is below -4, or 16 or more. Otherwise there is a point, and at least one
  // digit after it.
  if (exponent < -4 || exponent >= 16) {
    out.put(first);
    if (!rest.empty()) {
      out.put('.');
      out.put(rest);
    }
    out.put('e');
    out.put(parts.exponent);
  } else if (exponent < 0) {
    out.put("0.");
    out.put_zeros(-exponent - 1);
    out.put(first);
    out.put(rest);
  } else if (rest_count <= exponent) {
    out.put(first);
    out.put(rest);
    out.put_zeros(exponent - rest_count);
    out.put(".0");
  } else {
    out.put(first);
    out.put(rest.substr(0, static_cast<std::size_t>(exponent)));
    out.put('.');
    out.put(rest.substr(static_cast<std::size_t>(exponent)));
  }
  return out.take();
}

}  // namespace pith::canon
