#include "tests/support/odd_json.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

#include "tests/support/draft.h"

namespace pith::tests {
namespace {

/// A number with a point or an exponent. Its text comes from integers alone: `pow` and `printf` differ between C
/// libraries, and `printf` depends on the locale.
std::string any_real(Chance& chance) {
  const std::uint64_t word = chance.next();
  if (chance.percent(50)) {  // 17 digits, and any exponent
    const std::string digits = std::to_string(word % 90'000'000'000'000'000 + 10'000'000'000'000'000);
    const int exponent = static_cast<int>((word >> 32) % 632) - 324;
    return digits.substr(0, 1) + '.' + digits.substr(1) + 'e' + std::to_string(exponent);
  }
  std::string digits = std::to_string(chance.below(2'000'000));
  const std::size_t places = chance.below(44);
  if (places >= 10) {
    return digits + 'e' + std::to_string(static_cast<int>(places) - 26);
  }
  digits.insert(0, std::max(places + 1, digits.size()) - digits.size(), '0');
  digits.insert(digits.size() - places, ".");
  return places == 0 ? digits + '0' : digits;
}

std::string any_integer(Chance& chance) {
  std::string digits = std::to_string(1 + chance.below(9));
  for (std::size_t count = chance.below(30); count > 0; --count) {
    digits += std::to_string(chance.below(10));
  }
  return (chance.percent(30) ? "-" : "") + digits;
}

}  // namespace

std::string odd_text(Chance& chance) {
  static const std::vector<std::string> pieces = {
      "a",      "b",      "/",          "\"",         "\\",         "\b",
      "\f",     "\n",     "\r",         "\t",         "\x01",       "\x1B",
      "\x1F",   "\x7F",   "\u0080",     "\u00E9",     "e\u0301",    "\u2028",
      "\u2029", "\uD7FF", "\uE000",     "\uFB33",     "\uFEFF",     "\uFFFF",
      " ",      "A",      "\U00010000", "\U0001F600", "\U0010FFFF", std::string(1, '\0')};
  std::string text;
  while (chance.percent(65)) {
    text += chance.pick(pieces);
  }
  return text;
}

std::string odd_number(Chance& chance) {
  static const std::vector<std::string> numbers = {"0",
                                                   "-0",
                                                   "-0.0",
                                                   "0.0",
                                                   "-0e5",
                                                   "0E-7",
                                                   "1.0",
                                                   "1.50",
                                                   "100e-2",
                                                   "1E5",
                                                   "1e+0005",
                                                   "0.0001",
                                                   "0.00001",
                                                   "123456789012345.6",
                                                   "9999999999999998.0",
                                                   "1e15",
                                                   "1e16",
                                                   "1e17",
                                                   "9007199254740993",
                                                   "9007199254740993.0",
                                                   "18446744073709551616",
                                                   "5e-324",
                                                   "2e-324",
                                                   "-1e-400",
                                                   "1.7976931348623157e308",
                                                   "2.2250738585072014e-308",
                                                   "0.1",
                                                   "0.30000000000000004",
                                                   "1e22",
                                                   "1e23",
                                                   "1.2e21",
                                                   "4.35",
                                                   "100000000000000000000000000000000000001"};
  switch (chance.below(3)) {
    case 0:
      return chance.pick(numbers);
    case 1:
      return any_real(chance);
    default:
      return any_integer(chance);
  }
}

std::string odd_object(Chance& chance, std::size_t depth_max) {
  std::set<std::string> names;
  std::string json = "{";
  while (chance.percent(60)) {
    const std::string name = odd_text(chance);
    if (names.insert(name).second) {
      json += (json.size() > 1 ? "," : "") + quote(name) + ":" + odd_json(chance, depth_max - 1);
    }
  }
  return json + "}";
}

std::string odd_json(Chance& chance, std::size_t depth_max) {
  switch (chance.below(depth_max == 0 ? 5 : 8)) {
    case 0:
      return chance.pick(std::vector<std::string>{"null", "true", "false"});
    case 1:
    case 2:
      return quote(odd_text(chance));
    case 3:
    case 4:
      return odd_number(chance);
    case 5: {
      std::vector<std::string> items;
      while (chance.percent(60)) {
        items.push_back(odd_json(chance, depth_max - 1));
      }
      return write_array(items);
    }
    default:
      return odd_object(chance, depth_max);
  }
}

}  // namespace pith::tests
