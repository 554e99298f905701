#ifndef PITH_CANON_INSTANT_H
#define PITH_CANON_INSTANT_H

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pith::canon {

/// A point in time, UTC, without leap seconds.
struct Instant {
  std::int64_t seconds = 0;       ///< since 0001-01-01T00:00:00Z
  std::uint32_t nanoseconds = 0;  ///< less than 1,000,000,000

  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// SPEC 4.4: `YYYY-MM-DDTHH:MM:SS`, optionally `.` and 1 to 9 digits, `Z`; a real date of the Gregorian
/// calendar in the years 0001 to 9999. Nothing for any other text.
std::optional<Instant> parse_instant(std::string_view text) noexcept;

}  // namespace pith::canon

#endif
