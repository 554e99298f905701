#include "bench/support/allocation.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace pith::bench {
namespace {

std::size_t used = 0;
std::size_t peak = 0;

void* count(void* block) {
  if (block == nullptr) {
    throw std::bad_alloc();
  }
  used += malloc_usable_size(block);
  peak = std::max(peak, used);
  return block;
}

}  // namespace

std::size_t used_size_bytes() noexcept {
  return used;
}
std::size_t peak_size_bytes() noexcept {
  return peak;
}
void reset_peak() noexcept {
  peak = used;
}

}  // namespace pith::bench

void* operator new(std::size_t size) {
  return pith::bench::count(std::malloc(size));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto multiple = static_cast<std::size_t>(alignment);
  return pith::bench::count(std::aligned_alloc(multiple, (size + multiple - 1) / multiple * multiple));
}
void operator delete(void* block) noexcept {
  pith::bench::used -= malloc_usable_size(block);
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  operator delete(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
  operator delete(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  operator delete(block);
}
