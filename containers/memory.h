#ifndef PITH_CONTAINERS_MEMORY_H
#define PITH_CONTAINERS_MEMORY_H

#include <cstddef>
#include <memory>

/// Marks a function that only asks for memory. Without inlining, g++ takes it for a function without effect and drops
/// the call.
#define PITH_PREFETCHING [[gnu::always_inline]] inline

namespace pith::containers {

/// Asks for memory that will be read soon, and does not wait for it.
PITH_PREFETCHING void prefetch(const void* address) noexcept {
  __builtin_prefetch(address);
}

/// An array whose elements have no value yet: write each one before you read it. The standard library's
/// make_unique_for_overwrite does the same, but libc++ has it only from version 16 on.
template <class T>
std::unique_ptr<T[]> make_unset_array(std::size_t count) {
  return std::unique_ptr<T[]>(new T[count]);
}

}  // namespace pith::containers

#endif
