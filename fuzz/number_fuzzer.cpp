// SPEC 1.3 and 1.4: reading and writing numbers. An input has one of two forms:
//   - `d`, and then binary64 numbers of eight bytes each, in the byte order of the machine. Each is written, as the
//     shortest text that reads back as the same value.
//   - Any other input is a text, read as one number. The grammar of JSON and strtod_l of the C library must agree.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "canon/number.h"
#include "fuzz/support/c_library.h"
#include "fuzz/support/claim.h"
#include "pith/canonical.h"

namespace pith::fuzz {
namespace {

bool is_same(double left, double right) {
  return std::memcmp(&left, &right, sizeof left) == 0;  // bytes, so that 0 and -0 differ
}

double read_whole(const std::string& text) {
  bool is_whole = false;
  const double value = read_with_c_library(text, &is_whole);
  claim(is_whole, "the C library reads every number to its end");
  return value;
}

/// What SPEC 1.4 limits in a number.
struct Number {
  bool is_integer = true;
  std::size_t digits = 0;
  std::size_t exponent_digits = 0;  // without leading zeros
};

class NumberReader {
 public:
  explicit NumberReader(std::string_view text) : text_(text) {}

  std::optional<Number> read() {
    Number number;
    take("-");
    const bool leads_with_zero = text_.starts_with('0');
    number.digits = take_digits().size();
    if (number.digits == 0 || (leads_with_zero && number.digits > 1)) {
      return std::nullopt;
    }
    if (take(".")) {
      number.is_integer = false;
      const std::size_t digits = take_digits().size();
      if (digits == 0) {
        return std::nullopt;
      }
      number.digits += digits;
    }
    if (take("eE")) {
      number.is_integer = false;
      take("+-");
      const std::string_view exponent = take_digits();
      if (exponent.empty()) {
        return std::nullopt;
      }
      const std::size_t zeros = exponent.find_first_not_of('0');
      number.exponent_digits = zeros == std::string_view::npos ? 0 : exponent.size() - zeros;
    }
    return text_.empty() ? std::optional<Number>(number) : std::nullopt;
  }

 private:
  bool take(std::string_view any_of) {
    const bool is_there = !text_.empty() && any_of.find(text_.front()) != std::string_view::npos;
    text_.remove_prefix(is_there ? 1 : 0);
    return is_there;
  }
  std::string_view take_digits() {
    const std::string_view digits = text_.substr(0, text_.find_first_not_of("0123456789"));
    text_.remove_prefix(digits.size());
    return digits;
  }

  std::string_view text_;
};

/// The digits without the zeros at both ends.
std::string digits_of(std::string_view written) {
  const std::string_view mantissa = written.substr(0, written.find('e'));
  std::string digits;
  for (const char c : mantissa) {
    if (c >= '0' && c <= '9') {
      digits += c;
    }
  }
  digits.erase(0, digits.find_first_not_of('0'));
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

/// The decimal number of `digit_count` digits that is nearest to a value.
std::string round_with_c_library(double value, std::size_t digit_count) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*e", static_cast<int>(digit_count) - 1, value);
  return text;
}

/// The digits must be the shortest that read back as the value, and the nearest of those. So they must be the nearest
/// of all decimals with that many digits, if that one reads back at all. (Next to a power of two it may not.)
void check_shortest(std::string_view written, double value) {
  const std::string digits = digits_of(written);
  if (digits.empty()) {
    return;
  }
  const std::string nearest = round_with_c_library(value, digits.size());
  if (is_same(read_whole(nearest), value)) {
    claim_equal(digits, digits_of(nearest), "no other number of that many digits is nearer");
  }
  if (digits.size() > 1) {
    const std::string shorter = round_with_c_library(value, digits.size() - 1);
    claim(!is_same(read_whole(shorter), value), "fewer digits do not read back as the value");
  }
}

void check_written(double value) {
  const canon::RealText text = canon::write_real(value);
  const std::string written(text.view());
  const std::optional<Number> number = NumberReader(written).read();
  claim(number && !number->is_integer && number->digits <= 40, "a real is written as a number that is not an integer");
  claim(is_same(read_whole(written), value), "the C library reads back the value that was written");
  const std::optional<double> again = canon::parse_real(written);
  claim(again && is_same(*again, value), "parse_real reads back the value that was written");
  claim_equal(canon::write_real(*again).view(), written, "a value that was read back is written the same");
  check_shortest(written, value);
  const Result<std::string> canonical = canonical_json(written);
  claim(canonical.ok() && *canonical == written, "a real in its canonical form is canonical JSON");
}

void check_doubles(const std::uint8_t* bytes, std::size_t size) {
  for (; size >= sizeof(double); bytes += sizeof(double), size -= sizeof(double)) {
    double value = 0;
    std::memcpy(&value, bytes, sizeof value);
    if (std::isfinite(value)) {
      check_written(value);
    }
  }
}

void check_text(const std::string& text) {
  const std::optional<Number> number = NumberReader(text).read();
  const Result<std::string> canonical = canonical_json(text);
  if (!number) {
    if (text.find_first_of("{[\"tfn \t\r\n") == std::string::npos) {
      claim(!canonical.ok(), "a text that is not a number by the grammar is refused");
    }
    return;
  }
  const bool is_permitted =
      number->digits <= canon::number_digits_max && number->exponent_digits <= canon::exponent_digits_max;
  claim(canon::is_integer(text) == number->is_integer, "an integer has neither point nor exponent");
  claim(canon::has_permitted_digits(text) == is_permitted, "the limits on digits are those of SPEC 1.4");
  if (!is_permitted) {
    claim(!canonical.ok() && canonical.error().code == ErrorCode::number_out_of_range, "too many digits are refused");
    return;
  }
  if (number->is_integer) {
    claim(canonical.ok() && *canonical == (text == "-0" ? "0" : text), "an integer keeps its digits");
    return;
  }
  const double expected = read_whole(text);
  const std::optional<double> value = canon::parse_real(text);
  claim(value.has_value() == std::isfinite(expected), "a real has a value unless it rounds to an infinity");
  if (!value) {
    claim(!canonical.ok() && canonical.error().code == ErrorCode::number_out_of_range,
          "a real that rounds to an infinity is refused");
    return;
  }
  claim(is_same(*value, expected), "a real has the value that the C library reads");
  claim(canonical.ok() && *canonical == canon::write_real(*value).view(),
        "only its value decides how a real is written");
  check_written(*value);
}

}  // namespace
}  // namespace pith::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0 && data[0] == 'd') {
    pith::fuzz::check_doubles(data + 1, size - 1);
  } else {
    pith::fuzz::check_text({reinterpret_cast<const char*>(data), size});
  }
  return 0;
}
