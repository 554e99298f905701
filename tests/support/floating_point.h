#ifndef PITH_TESTS_SUPPORT_FLOATING_POINT_H
#define PITH_TESTS_SUPPORT_FLOATING_POINT_H

#include <array>
#include <cstdint>
#include <string_view>

namespace pith::tests {

/// What a program may have done to the floating-point registers of its threads.
inline constexpr std::array<std::string_view, 5> floating_point_settings = {
    "flush",  // denormal results and operands count as zero
    "traps",  // each exception is a signal, an inexact result included
    "upward", "downward", "toward_zero"};

/// Changes the registers of this thread, and of those that it starts, for as long as it lives.
class FloatingPoint {
 public:
  /// Needs one of floating_point_settings.
  explicit FloatingPoint(std::string_view setting) noexcept;
  ~FloatingPoint();
  FloatingPoint(const FloatingPoint&) = delete;
  FloatingPoint& operator=(const FloatingPoint&) = delete;

  /// Whether this machine has the setting, and a computation shows it. The traps of some machines do nothing.
  bool is_in_force() const noexcept { return is_in_force_; }

  /// Whether the registers are still as the constructor left them.
  bool is_untouched() const noexcept;

 private:
  std::uint64_t before_;
  std::uint64_t changed_;
  bool is_in_force_;
};

}  // namespace pith::tests

#endif
