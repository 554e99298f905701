#ifndef PITH_CONTAINERS_PREFETCH_H
#define PITH_CONTAINERS_PREFETCH_H

/// Marks a function that only asks for memory. Without inlining, g++ takes it for a function without effect and drops
/// the call.
#define PITH_PREFETCHING [[gnu::always_inline]] inline

namespace pith::containers {

/// Asks for memory that will be read soon, and does not wait for it.
PITH_PREFETCHING void prefetch(const void* address) noexcept {
  __builtin_prefetch(address);
}

}  // namespace pith::containers

#endif
