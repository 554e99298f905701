#ifndef PITH_BENCH_SUPPORT_ALLOCATION_H
#define PITH_BENCH_SUPPORT_ALLOCATION_H

#include <cstddef>

namespace pith::bench {

// A program that links allocation.cpp counts the memory that `new` allocates, in the sizes that malloc makes of it. It
// must allocate from one thread only.

/// The bytes that are in use now.
std::size_t used_size_bytes() noexcept;

/// The most bytes that were in use at once since the last reset_peak().
std::size_t peak_size_bytes() noexcept;
void reset_peak() noexcept;

}  // namespace pith::bench

#endif
