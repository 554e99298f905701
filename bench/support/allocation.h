#ifndef PITH_BENCH_SUPPORT_ALLOCATION_H
#define PITH_BENCH_SUPPORT_ALLOCATION_H

#include <cstddef>

namespace pith::bench {

// A program that links allocation.cpp counts what `new` takes, as large as malloc makes it. From one thread.

/// What is in use now.
std::size_t used_size_bytes() noexcept;

/// The most that was in use since the last reset_peak().
std::size_t peak_size_bytes() noexcept;
void reset_peak() noexcept;

}  // namespace pith::bench

#endif
