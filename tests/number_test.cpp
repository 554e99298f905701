// SPEC 1.3: numbers. The expected values are what Python 3 prints. tests/cli/test_doubles.py compares a million more
// with Python itself.

#include "canon/number.h"

#include <gtest/gtest.h>

#include <cfenv>
#include <clocale>
#include <limits>
#include <string>

namespace pith::canon {
namespace {

std::string repr(const std::string& number) {
  return std::string(write_real(*parse_real(number)).view());
}

TEST(Number, IsWrittenAsPythonDoes) {
  const std::pair<const char*, const char*> cases[] = {
      {"0.0", "0.0"},
      {"-0.0", "-0.0"},
      {"1.5", "1.5"},
      {"123456.789", "123456.789"},
      {"0.1", "0.1"},
      {"1e22", "1e+22"},
      {"1e23", "1e+23"},
      {"9007199254740993.0", "9007199254740992.0"},
      {"0.000123456789012345678", "0.00012345678901234567"},
      {"-0.00001234", "-1.234e-05"},
      {"1e100", "1e+100"},
      {"2.2250738585072014e-308", "2.2250738585072014e-308"},
      {"2.2250738585072011e-308", "2.225073858507201e-308"},
      {"1e308", "1e+308"},
      {"9999999999999998.0", "9999999999999998.0"},
      {"99999999999999990.0", "9.999999999999998e+16"},
      {"8.5e15", "8500000000000000.0"},
  };
  for (const auto& [number, expected] : cases) {
    EXPECT_EQ(repr(number), expected) << number;
  }
}

TEST(Number, DigitLimits) {
  EXPECT_TRUE(has_permitted_digits(std::string(4300, '1')));
  EXPECT_FALSE(has_permitted_digits(std::string(4301, '1')));
  EXPECT_TRUE(has_permitted_digits("-0." + std::string(4299, '0') + "e-999999999"));
  EXPECT_FALSE(has_permitted_digits("-0." + std::string(4300, '0')));
  EXPECT_TRUE(has_permitted_digits("1e+" + std::string(10000, '0') + "123456789"));
  EXPECT_FALSE(has_permitted_digits("1E1234567890"));
}

TEST(Number, TheRoundingModeOfTheCallerDoesNotMatter) {
  const int before = std::fegetround();
  for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO, FE_TONEAREST}) {
    ASSERT_EQ(std::fesetround(mode), 0);
    EXPECT_EQ(repr("0.1"), "0.1");
    EXPECT_EQ(repr("9007199254740993.0"), "9007199254740992.0");
    EXPECT_EQ(repr("1.7976931348623157e308"), "1.7976931348623157e+308");
    EXPECT_EQ(std::fegetround(), mode) << "the caller's mode has changed";
  }
  std::fesetround(before);
}

TEST(Number, TheLocaleOfTheProgramDoesNotMatter) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* const name : {"de_DE.UTF-8", "fr_FR.UTF-8", "C"}) {
    if (std::setlocale(LC_ALL, name) != nullptr) {
      EXPECT_EQ(repr("1234567.5"), "1234567.5");
    }
  }
  std::setlocale(LC_ALL, before.c_str());
}

TEST(Number, OutOfRange) {
  EXPECT_FALSE(parse_real("1e309").has_value());
  EXPECT_FALSE(parse_real("-1e999999999").has_value());
  EXPECT_EQ(parse_real("1e-999999999"), 0.0);
  EXPECT_EQ(parse_real("0e999999999"), 0.0);
  EXPECT_EQ(parse_real("1.7976931348623157e308"), std::numeric_limits<double>::max());
}

}  // namespace
}  // namespace pith::canon
