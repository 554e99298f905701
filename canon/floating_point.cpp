#include "canon/floating_point.h"

#include <cfenv>
#include <cstdint>

namespace pith::canon {

#if defined(__i386__) || defined(__x86_64__)

namespace {

// After FNINIT: nearest, 64 bits of precision, no traps. Compilers count on these values.
constexpr std::uint16_t x87_control_default = 0x037F;
// After RESET: nearest, no traps, denormal numbers are neither flushed to zero nor taken as zero.
constexpr std::uint32_t mxcsr_default = 0x1F80;
constexpr std::uint32_t mxcsr_status_flags = 0x003F;

// A build without SSE computes with x87 alone, and so do the libraries that it uses for doubles.
#if defined(__SSE__)
std::uint32_t read_mxcsr() noexcept {
  std::uint32_t mxcsr = 0;
  __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
  return mxcsr;
}
void write_mxcsr(std::uint32_t mxcsr) noexcept {
  __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr) : "memory");
}
#else
std::uint32_t read_mxcsr() noexcept {
  return mxcsr_default;
}
void write_mxcsr(std::uint32_t) noexcept {}
#endif

}  // namespace

bool DefaultFloatingPoint::is_default() noexcept {
  std::uint16_t control = 0;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  return control == x87_control_default && (read_mxcsr() & ~mxcsr_status_flags) == mxcsr_default;
}

// Not inlined: the stack of x87 is empty between functions, and fldenv must find it as fnstenv did.
[[gnu::noinline]] void DefaultFloatingPoint::enter() noexcept {
  has_entered_ = true;
  __asm__ volatile("fnstenv %0\n\tfldcw %1" : "=m"(x87_before_) : "m"(x87_control_default) : "memory");
  mxcsr_before_ = read_mxcsr();
  write_mxcsr(mxcsr_default);
}

[[gnu::noinline]] void DefaultFloatingPoint::leave() noexcept {
  // The flags come back too. Otherwise one that we raised would be a trap as soon as traps are allowed again.
  __asm__ volatile("fldenv %0" : : "m"(x87_before_) : "memory");
  write_mxcsr(mxcsr_before_);
}

#else

bool DefaultFloatingPoint::is_default() noexcept {
#if defined(__aarch64__)
  std::uint64_t control = 0;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  return control == 0;
#else
  return false;  // the C library knows how to tell, and takes as long as for changing them
#endif
}

void DefaultFloatingPoint::enter() noexcept {
  has_entered_ = std::fegetenv(&before_) == 0 && std::fesetenv(FE_DFL_ENV) == 0;
}

void DefaultFloatingPoint::leave() noexcept {
  std::fesetenv(&before_);
}

#endif

}  // namespace pith::canon
