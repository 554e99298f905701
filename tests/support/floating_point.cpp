#include "tests/support/floating_point.h"

#include <fenv.h>

#include <limits>

namespace pith::tests {
namespace {

// The control registers of the thread as one number. Writing them also clears the status flags, so that no old flag
// becomes a trap.
#if defined(__i386__) || defined(__x86_64__)

// Beside SSE's bits, x87's are 32 higher. A trap is taken if its bit is 0.
constexpr std::uint64_t flush_bits = 0x8040;
constexpr std::uint64_t no_trap_bits = 0x1F80 | std::uint64_t{0x3F} << 32;

std::uint64_t read_control() noexcept {
  std::uint32_t mxcsr = 0x1F80;
  std::uint16_t x87 = 0;
#if defined(__SSE__)
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
#endif
  __asm__ volatile("fnstcw %0" : "=m"(x87));
  return (mxcsr & ~std::uint32_t{0x3F}) | static_cast<std::uint64_t>(x87) << 32;
}

void write_control(std::uint64_t control) noexcept {
  const auto x87 = static_cast<std::uint16_t>(control >> 32);
  __asm__ volatile("fnclex\n\tfldcw %0" : : "m"(x87) : "memory");
#if defined(__SSE__)
  const auto mxcsr = static_cast<std::uint32_t>(control);
  __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr) : "memory");
#endif
}

void set_flush() noexcept {
  write_control(read_control() | flush_bits);
}
void set_traps() noexcept {
  write_control(read_control() & ~no_trap_bits);
}

#elif defined(__aarch64__)

std::uint64_t read_control() noexcept {
  std::uint64_t control = 0;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  return control;
}
void write_control(std::uint64_t control) noexcept {
  __asm__ volatile("msr fpcr, %0" : : "r"(control) : "memory");
}
void set_flush() noexcept {
  write_control(read_control() | std::uint64_t{1} << 24);
}
void set_traps() noexcept {
  write_control(read_control() | 0x9F00);
}

#else

std::uint64_t read_control() noexcept {
  return static_cast<std::uint64_t>(fegetround()) | static_cast<std::uint64_t>(fegetexcept()) << 32;
}
void write_control(std::uint64_t control) noexcept {
  feclearexcept(FE_ALL_EXCEPT);
  fedisableexcept(FE_ALL_EXCEPT);
  fesetround(static_cast<int>(control & 0xFFFFFFFF));
  feenableexcept(static_cast<int>(control >> 32));
}
void set_flush() noexcept {}
void set_traps() noexcept {
  feclearexcept(FE_ALL_EXCEPT);
  feenableexcept(FE_ALL_EXCEPT);
}

#endif

/// Whether the smallest double counts as zero.
bool is_flushing() noexcept {
  const volatile double smallest = std::numeric_limits<double>::denorm_min();
  const volatile double sum = smallest + smallest;
  return sum == 0;
}

}  // namespace

FloatingPoint::FloatingPoint(std::string_view setting) noexcept
    : before_(read_control()), changed_(before_), is_in_force_(false) {
  if (setting == "flush") {
    set_flush();
    is_in_force_ = is_flushing();
  } else if (setting == "traps") {
    set_traps();
    is_in_force_ = read_control() != before_;  // a computation would end the program
  } else {
    const int mode = setting == "upward" ? FE_UPWARD : setting == "downward" ? FE_DOWNWARD : FE_TOWARDZERO;
    is_in_force_ = fesetround(mode) == 0;
  }
  changed_ = read_control();
}

FloatingPoint::~FloatingPoint() {
  write_control(before_);
}

bool FloatingPoint::is_untouched() const noexcept {
  return read_control() == changed_;
}

}  // namespace pith::tests
