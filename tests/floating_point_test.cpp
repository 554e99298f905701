// SPEC 1.3 whatever the program around the library has done to the floating-point registers. Without a guard, most of
// these cases give another result, and with traps the first of them ends the program.
//
// The expected values are what Python 3 prints. The suite in tests/determinism repeats all of its cases in these
// settings.

#include <gtest/gtest.h>

#include <cfenv>
#include <optional>
#include <string>
#include <utility>

#include "canon/floating_point.h"
#include "canon/lexer.h"
#include "canon/number.h"
#include "pith/canonical.h"
#include "tests/support/floating_point.h"
#include "tests/support/property.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

/// Numbers and their canonical forms. The empty form is a refusal.
constexpr std::pair<const char*, const char*> numbers[] = {
    {"5e-324", "5e-324"},
    {"-5e-324", "-5e-324"},
    {"4.9406564584124654e-324", "5e-324"},
    {"2.2250738585072011e-308", "2.225073858507201e-308"},
    {"2.2250738585072014e-308", "2.2250738585072014e-308"},
    {"2e-324", "0.0"},
    {"-1e-999999999", "-0.0"},
    {"0.1", "0.1"},
    {"-0.3", "-0.3"},
    {"1e23", "1e+23"},
    {"9007199254740993.0", "9007199254740992.0"},
    {"1.7976931348623157e308", "1.7976931348623157e+308"},
    {"1.7976931348623158079372897140530341507993413271003782693617377898e308", "1.7976931348623157e+308"},
    {"1.7976931348623159e308", ""},
    {"1e999", ""},
    {"-1e999999999", ""},
    {"1e214748364", ""},
    // Boost.JSON makes a double of an integer that does not fit 64 bits.
    {"123456789012345678901234567890", "123456789012345678901234567890"},
    {"-9223372036854775809", "-9223372036854775809"},
};

/// The canonical form of a document, or the name of its error.
std::string canonical_or_error(const std::string& text) {
  const Result<std::string> canonical = canonical_json(text);
  return canonical ? *canonical : std::string(name(canonical.error().code));
}

/// Calls `test` in each setting that this machine has, and checks that it is untouched afterwards.
template <class Test>
void in_each_setting(const Test& test) {
  std::size_t settings = 0;
  for (const std::string_view setting : floating_point_settings) {
    SCOPED_TRACE(setting);
    const FloatingPoint scope(setting);
    if (scope.is_in_force()) {
      ++settings;
      test();
      EXPECT_TRUE(scope.is_untouched());
    }
  }
  EXPECT_GE(settings, 3U) << "every machine can round in other directions";
#if defined(__x86_64__) || defined(__aarch64__)
  EXPECT_GE(settings, 4U) << "this one can also flush to zero";
#endif
#if defined(__x86_64__)
  EXPECT_EQ(settings, floating_point_settings.size());
#endif
}

TEST(FloatingPoint, NumbersAreReadAndWrittenTheSame) {
  in_each_setting([] {
    for (const auto& [number, expected] : numbers) {
      std::string found;
      if (!canon::is_integer(number)) {
        const canon::DefaultFloatingPoint scope;  // because a double is moved
        const std::optional<double> value = canon::parse_real(number);
        found = value ? std::string(canon::write_real(*value).view()) : "";
        EXPECT_EQ(found, expected);
      }
    }
  });
}

TEST(FloatingPoint, ANumberIsReadAndThenWrittenWithoutAGuardAround) {
  in_each_setting([] {
    EXPECT_FALSE(canon::parse_real("1e999"));
    EXPECT_EQ(canon::write_real(0.1).view(), "0.1");
    EXPECT_TRUE(canon::parse_real("123.456e-7"));
  });
}

TEST(FloatingPoint, DocumentsAreTheSame) {
  in_each_setting([] {
    for (const auto& [number, expected] : numbers) {
      const std::string text = "[" + std::string(number) + "]";
      EXPECT_EQ(canonical_or_error(text),
                expected[0] == '\0' ? "number_out_of_range" : "[" + std::string(expected) + "]");
      EXPECT_EQ(canonical_or_error("[" + text + ",]"), expected[0] == '\0' ? "number_out_of_range" : "syntax");
    }
  });
}

// After a document was accepted, a fault's place is found by reading its tokens once more.
TEST(FloatingPoint, PlacesAreTheSame) {
  in_each_setting([] { EXPECT_EQ(canon::find_node_offset("[5e-324,0.1,123456789012345678901234,7]", 4), 37U); });
}

TEST(FloatingPoint, ASignedEventWithDenormalNumbersIsValid) {
  const World& w = world();
  const Draft draft = Draft(w.alice, w.record.pith_number).payload(R"({"p":[3.2114e-312,5e-324,-5e-324,0.1]})");
  in_each_setting([&] {
    EventSet events = w.events();
    EXPECT_EQ(reason_name(add(events, draft).reason), "-");
    EXPECT_NE(events.state().document.find(to_hex(draft.digest())), std::string::npos);
  });
}

TEST(FloatingPoint, TheGuardNestsAndRestores) {
  in_each_setting([] {
    const canon::DefaultFloatingPoint first;
    { const canon::DefaultFloatingPoint second; }
    EXPECT_EQ(std::fegetround(), FE_TONEAREST);
    EXPECT_EQ(canonical_or_error("[0.1,5e-324]"), "[0.1,5e-324]");
  });
}

}  // namespace
}  // namespace pith::tests
