// SPEC 4.4: instants. The expected seconds are well-known Unix times.

#include "canon/instant.h"

#include <gtest/gtest.h>

#include <string>

namespace pith::canon {
namespace {

TEST(Instant, SecondsAgreeWithTheCalendar) {
  // The Unix time of 1970-01-01 is 0. Python's date(1970, 1, 1).toordinal() is 719163, counted from 1.
  constexpr std::int64_t unix_epoch = std::int64_t{719162} * 86400;
  EXPECT_EQ(parse_instant("0001-01-01T00:00:00Z")->seconds, 0);
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z")->seconds, unix_epoch);
  EXPECT_EQ(parse_instant("2001-09-09T01:46:40Z")->seconds, unix_epoch + 1'000'000'000);
  EXPECT_EQ(parse_instant("2038-01-19T03:14:08Z")->seconds, unix_epoch + 2'147'483'648);
  EXPECT_EQ(parse_instant("9999-12-31T23:59:59Z")->seconds, unix_epoch + 253'402'300'799);
}

TEST(Instant, SpellingsOfOneInstantAreEqual) {
  const Instant instant = *parse_instant("2026-07-05T02:34:17.5Z");
  EXPECT_EQ(instant.nanoseconds, 500'000'000U);
  EXPECT_EQ(instant, *parse_instant("2026-07-05T02:34:17.500Z"));
  EXPECT_EQ(instant, *parse_instant("2026-07-05T02:34:17.500000000Z"));
  EXPECT_LT(instant, *parse_instant("2026-07-05T02:34:17.500000001Z"));
  EXPECT_LT(*parse_instant("2026-07-05T02:34:17Z"), instant);
  EXPECT_LT(instant, *parse_instant("2026-07-05T02:34:18Z"));
}

TEST(Instant, OnlyRealDatesAreInstants) {
  EXPECT_TRUE(parse_instant("2024-02-29T00:00:00Z"));
  EXPECT_TRUE(parse_instant("2000-02-29T00:00:00Z"));
  for (const char* const text :
       {"2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2024-04-31T00:00:00Z",
        "2024-00-10T00:00:00Z", "2024-13-10T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-32T00:00:00Z",
        "0000-01-01T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(Instant, OnlyOneFormIsAnInstant) {
  for (const char* const text :
       {"", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01t00:00:00Z", "2024-01-01T00:00:00z", "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00,5Z",
        "2024-01-01T00:00:00.1234567890Z", " 2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z ", "02024-01-01T00:00:00Z",
        "+2024-01-01T00:00:00Z", "2024-1-01T00:00:00Z", "2024-01-01T00:00Z", "2024-01-01T00:00:0aZ",
        "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA4-01-01T00:00:00Z"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
  EXPECT_FALSE(parse_instant(std::string_view("2024-01-01T00:00:00Z\0", 21)));
  // Leave out each character, and replace each one by others.
  const std::string sound = "2024-01-01T00:00:00.5Z";
  ASSERT_TRUE(parse_instant(sound));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    std::string other = sound;
    EXPECT_FALSE(parse_instant(other.erase(i, 1))) << other;
    for (const char character : {'/', ':', '-', 'x', ' '}) {
      other = sound;
      other[i] = character;
      EXPECT_EQ(parse_instant(other).has_value(), other == sound) << other;
    }
  }
}

}  // namespace
}  // namespace pith::canon
