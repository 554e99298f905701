// Instants (SPEC 4.4): read the fixed fields from left to right, check the date and the time, count the days.
//
// Example: "2026-05-22T08:38:17.5Z" is second 63,915,035,897 and 500,000,000 ns. "...17.50Z" is the same instant.
// Counter-examples: "2026-02-29T00:00:00Z" is not a real date, "...T23:59:60Z" is a leap second, and "...17+00:00",
// "...17.Z" and a lower-case "z" do not have the form.
//
// The clock, the time zone and the C library play no part.
// Cost: constant. Tests: tests/instant_test.cpp.

#include "canon/instant.h"

#include <cstddef>

namespace pith::canon {
namespace {

constexpr bool is_leap_year(int year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int days_in_month(int year, int month) noexcept {
  if (month == 2) {
    return is_leap_year(year) ? 29 : 28;
  }
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/// Days from 0001-01-01 to a date, in the proleptic Gregorian calendar.
constexpr std::int64_t days_since_start(int year, int month, int day) noexcept {
  const std::int64_t years_before = year - 1;
  std::int64_t days = years_before * 365 + years_before / 4 - years_before / 100 + years_before / 400;
  for (int earlier = 1; earlier < month; ++earlier) {
    days += days_in_month(year, earlier);
  }
  return days + day - 1;
}

/// Reads fixed fields from the front of a text. Once a field does not fit, ok_at_end() stays false.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) noexcept : text_(text) {}

  int digits(std::size_t count) noexcept {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (text_.empty() || text_.front() < '0' || text_.front() > '9') {
        ok_ = false;
        return 0;
      }
      value = value * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    return value;
  }
  void expect(char character) noexcept {
    if (!skip(character)) {
      ok_ = false;
    }
  }
  bool skip(char character) noexcept {
    if (text_.empty() || text_.front() != character) {
      return false;
    }
    text_.remove_prefix(1);
    return true;
  }
  std::size_t digits_ahead() const noexcept {
    const std::size_t end = text_.find_first_not_of("0123456789");
    return end == std::string_view::npos ? text_.size() : end;
  }
  bool ok_at_end() const noexcept { return ok_ && text_.empty(); }
  void fail() noexcept { ok_ = false; }

 private:
  std::string_view text_;
  bool ok_ = true;
};

/// SPEC 4.4: after the point, 1 to 9 digits.
std::uint32_t read_fraction_nanoseconds(FieldReader& reader) noexcept {
  constexpr std::size_t digits_max = 9;
  const std::size_t count = reader.digits_ahead();
  if (count < 1 || count > digits_max) {
    reader.fail();
    return 0;
  }
  int value = reader.digits(count);
  for (std::size_t i = count; i < digits_max; ++i) {
    value *= 10;
  }
  return static_cast<std::uint32_t>(value);
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) noexcept {
  FieldReader reader(text);
  const int year = reader.digits(4);
  reader.expect('-');
  const int month = reader.digits(2);
  reader.expect('-');
  const int day = reader.digits(2);
  reader.expect('T');
  const int hour = reader.digits(2);
  reader.expect(':');
  const int minute = reader.digits(2);
  reader.expect(':');
  const int second = reader.digits(2);
  const std::uint32_t nanoseconds = reader.skip('.') ? read_fraction_nanoseconds(reader) : 0;
  reader.expect('Z');

  // SPEC 4.4: the date must exist, in the years 0001 to 9999, which four digits do not exceed. The hour is at most 23,
  // and leap seconds do not exist.
  const bool is_date = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
  const bool is_time = hour <= 23 && minute <= 59 && second <= 59;
  if (!reader.ok_at_end() || !is_date || !is_time) {
    return std::nullopt;
  }
  const std::int64_t seconds_of_day = hour * 3600 + minute * 60 + second;
  return Instant{days_since_start(year, month, day) * 86400 + seconds_of_day, nanoseconds};
}

}  // namespace pith::canon
