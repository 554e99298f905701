#ifndef PITH_CANON_FLOATING_POINT_H
#define PITH_CANON_FLOATING_POINT_H

// Arithmetic with doubles depends on control registers of the thread. The program around us may have changed them:
// - fesetround changes the rounding mode, so 0.1 may become another double;
// - a library that is linked with -Ofast sets flush-to-zero and denormals-are-zero when it is loaded, so 5e-324 counts
//   as 0 from then on;
// - after feenableexcept, reading 1e999 or even 0.1 is a signal, which ends the program.
//
// Idea: give the thread default registers for as long as we compute with doubles, and then give it its own ones back.
// Changing them costs as much as reading two numbers. Finding out whether they must be changed costs next to nothing.
//
// Counter-example: fegetenv and fesetenv(FE_DFL_ENV) alone. In glibc they leave a trap on denormal operands as it is.
//
// Tests: tests/number_test.cpp, tests/floating_point_test.cpp, and the rows of tests/determinism/surroundings.py.

#include <array>
#include <cfenv>
#include <cstdint>

namespace pith::canon {

/// While it lives, the thread rounds to nearest, has denormal numbers, and takes no traps. Afterwards the control
/// registers are as they were. Numbers that are computed meanwhile must not leave its scope as doubles, because moving
/// a denormal number may itself be a trap on i386. May be nested. Status flags that tell of inexact results may stay.
class DefaultFloatingPoint {
 public:
  DefaultFloatingPoint() noexcept {
    if (!is_default()) {
      enter();
    }
  }
  ~DefaultFloatingPoint() {
    if (has_entered_) {
      leave();
    }
  }
  DefaultFloatingPoint(const DefaultFloatingPoint&) = delete;
  DefaultFloatingPoint& operator=(const DefaultFloatingPoint&) = delete;

 private:
  /// Whether the thread's registers are known to be the default ones. Takes a few nanoseconds.
  static bool is_default() noexcept;
  void enter() noexcept;
  void leave() noexcept;

  bool has_entered_ = false;
#if defined(__i386__) || defined(__x86_64__)
  std::array<std::uint32_t, 7> x87_before_;  // as fnstenv writes it
  std::uint32_t mxcsr_before_;
#else
  std::fenv_t before_;
#endif
};

}  // namespace pith::canon

#endif
