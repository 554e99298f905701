#ifndef PITH_CANON_INSTANT_H
#define PITH_CANON_INSTANT_H

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pith::canon {

/// A point in time, in UTC, without leap seconds. Compared by time.
struct Instant {
  std::int64_t seconds = 0;       ///< since 0001-01-01T00:00:00Z
  std::uint32_t nanoseconds = 0;  ///< less than 1,000,000,000

  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// SPEC 4.4: reads `YYYY-MM-DDTHH:MM:SS`, optionally `.` and 1 to 9 digits, then `Z`. The date must exist
/// in the Gregorian calendar, in the years 0001 to 9999.
///
/// Returns std::nullopt for any other text. Takes constant time. Safe to call from many threads.
std::optional<Instant> parse_instant(std::string_view text) noexcept;

}  // namespace pith::canon

#endif
