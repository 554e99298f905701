// SPEC 1.3. The hard part of reading a number is to find the nearest double. So most of these numbers are exactly
// between two doubles, or as close to that as one more digit allows. The hard part of writing a number is to find the
// shortest digits.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/determinism/groups.h"
#include "tests/support/chance.h"
#include "tests/support/odd_json.h"

namespace pith::determinism {
namespace {

constexpr std::size_t cases_per_kind = 150;
constexpr std::size_t numbers_per_case = 50;

/// A whole number in decimal digits, least significant first.
class Digits {
 public:
  explicit Digits(std::uint64_t number) {
    for (; number > 0; number /= 10) {
      digits_.push_back(static_cast<std::uint8_t>(number % 10));
    }
  }

  void multiply(unsigned factor) {
    unsigned carry = 0;
    for (std::uint8_t& digit : digits_) {
      carry += digit * factor;
      digit = static_cast<std::uint8_t>(carry % 10);
      carry /= 10;
    }
    for (; carry > 0; carry /= 10) {
      digits_.push_back(static_cast<std::uint8_t>(carry % 10));
    }
  }

  std::string text() const {
    std::string text;
    for (auto digit = digits_.rbegin(); digit != digits_.rend(); ++digit) {
      text += static_cast<char>('0' + *digit);
    }
    return text;
  }

 private:
  std::vector<std::uint8_t> digits_;
};

/// All digits of significand * 2^exponent, written with an exponent so that it is not an integer.
std::string exact_text(std::uint64_t significand, int exponent) {
  Digits digits(significand);
  for (int i = 0; i < (exponent < 0 ? -exponent : exponent); ++i) {
    digits.multiply(exponent < 0 ? 5 : 2);
  }
  return digits.text() + "e" + std::to_string(exponent < 0 ? exponent : 0);
}

/// The number, and the nearest numbers above and below it that have one more digit.
std::vector<std::string> and_neighbours(const std::string& exact) {
  const std::size_t letter = exact.find('e');
  const std::string exponent = std::to_string(std::stoi(exact.substr(letter + 1)) - 1);
  std::string less = exact.substr(0, letter);
  std::size_t last = less.find_last_not_of('0');
  less[last] = static_cast<char>(less[last] - 1);
  while (++last < less.size()) {
    less[last] = '9';
  }
  return {exact, exact.substr(0, letter) + "1e" + exponent, less + "9e" + exponent};
}

/// Numbers halfway between two doubles. The lower double has 53 bits, or fewer if it is subnormal.
std::vector<std::string> midpoints(tests::Chance& chance) {
  std::vector<std::string> numbers;
  while (numbers.size() < numbers_per_case) {
    const bool is_subnormal = chance.percent(15);
    const std::uint64_t top = is_subnormal ? 0 : std::uint64_t{1} << 52;
    const std::uint64_t bits = chance.next() >> 12;
    std::uint64_t significand = top | (bits >> (is_subnormal ? chance.below(52) : 0));
    if (chance.percent(10)) {
      significand = chance.percent(50) ? (std::uint64_t{1} << 53) - 1 : top + 1;  // at a change of the exponent
    }
    // Mostly small exponents: these numbers have fewer digits and take less time.
    const int range = chance.percent(70) ? 120 : 971;
    const int exponent = static_cast<int>(chance.below(static_cast<std::size_t>(2 * range))) - range;
    for (const std::string& number :
         and_neighbours(exact_text(2 * significand + 1, is_subnormal ? -1075 : exponent - 1))) {
      numbers.push_back((chance.percent(20) ? "-" : "") + number);
    }
  }
  return numbers;
}

/// Numbers near a power of ten, and near a power of two.
std::vector<std::string> powers(int exponent) {
  const std::string power = std::to_string(exponent);
  const int binary = exponent * 3;
  std::vector<std::string> numbers = {"1e" + power,
                                      "9.999999999999999e" + power,
                                      "9.9999999999999999e" + power,
                                      "1.0000000000000002e" + power,
                                      "-1.5e" + power,
                                      "4.9406564584124654e" + power,
                                      "2.2250738585072011e" + power,
                                      "17976931348623157E" + power,
                                      "0.1e+0" + power.substr(exponent < 0 ? 1U : 0U),
                                      "1E-" + std::string(40, '0') + std::to_string(exponent * exponent)};
  if (binary > -1070 && binary < 1020) {
    numbers.push_back(exact_text(1, binary));
    numbers.push_back(exact_text((std::uint64_t{1} << 53) - 1, binary > 960 ? 960 : binary));
  }
  return numbers;
}

std::string some_digits(tests::Chance& chance, std::size_t count) {
  std::string digits;
  while (digits.size() < count) {
    digits += static_cast<char>('0' + chance.below(10));
  }
  return digits;
}

/// Numbers of any length up to and past the limits of SPEC 1.3 and 1.4.
std::string long_number(tests::Chance& chance) {
  const bool is_short = chance.percent(50);
  const std::size_t digits = is_short ? 1 + chance.below(40) : 4290 + chance.below(20);
  std::string number = chance.percent(30) ? "-" : "";
  number += std::to_string(1 + chance.below(9));
  number += some_digits(chance, digits - 1);
  if (chance.percent(50)) {
    number.insert(number.size() - chance.below(digits), ".");
    number += number.back() == '.' ? "0" : "";
  }
  if (chance.percent(50)) {
    number += chance.percent(50) ? "e" : "E";
    static const std::vector<std::string> signs = {"-", "-", "+", ""};
    number += chance.pick(signs);
    number += std::string(chance.below(5), '0');
    const std::size_t exponent_digits_max = chance.percent(50) ? 3 : 11;
    const std::size_t exponent_digits = 1 + chance.below(exponent_digits_max);
    number += some_digits(chance, exponent_digits);
  }
  return number;
}

/// A number with one more character in it. Mostly the result is not a number.
std::string misspelt(std::string number, tests::Chance& chance) {
  static constexpr std::string_view characters = "0123456789+-.eE,_xNaI \n\x80";
  const char character = characters[chance.below(characters.size())];
  number.insert(chance.below(number.size() + 1), 1, character);
  return number;
}

std::vector<std::string> long_numbers(tests::Chance& chance) {
  std::vector<std::string> numbers;
  while (numbers.size() < numbers_per_case / 10) {
    numbers.push_back(long_number(chance));
  }
  return numbers;
}

std::vector<std::string> odd_numbers(tests::Chance& chance) {
  std::vector<std::string> numbers;
  while (numbers.size() < numbers_per_case) {
    numbers.push_back(tests::odd_number(chance));
  }
  return numbers;
}

std::vector<std::string> misspelt_numbers(tests::Chance& chance) {
  std::vector<std::string> numbers = odd_numbers(chance);
  for (std::string& number : numbers) {
    number = misspelt(number, chance);
  }
  return numbers;
}

/// Each number is a document of its own, so that a refused one does not hide others.
Transcript transcribe(const std::vector<std::string>& numbers) {
  Transcript transcript;
  for (const std::string& number : numbers) {
    transcript.add_canonical("canonical", number);
  }
  return transcript;
}

}  // namespace

void add_numbers(Cases& cases) {
  for (int exponent = -345; exponent <= 330; ++exponent) {
    cases.add("numbers/power_" + std::to_string(exponent), [exponent] { return transcribe(powers(exponent)); });
  }
  struct Kind {
    const char* name;
    std::vector<std::string> (*make)(tests::Chance&);
  };
  std::uint64_t seed = 0;
  for (const Kind kind : {Kind{"midpoints", midpoints}, Kind{"odd", odd_numbers}, Kind{"misspelt", misspelt_numbers},
                          Kind{"long", long_numbers}}) {
    for (std::size_t i = 0; i < cases_per_kind; ++i, ++seed) {
      cases.add(std::string("numbers/") + kind.name + "_" + std::to_string(i), [kind, seed] {
        tests::Chance chance(seed);
        return transcribe(kind.make(chance));
      });
    }
  }
}

}  // namespace pith::determinism
