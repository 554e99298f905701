#ifndef PITH_CONTAINERS_PREFETCH_H
#define PITH_CONTAINERS_PREFETCH_H

/// Before a function that does nothing but ask for memory: g++ takes one for a function without effect and leaves
/// the call out, unless it is inlined at once.
#define PITH_PREFETCHING [[gnu::always_inline]] inline

namespace pith::engine {

/// Asks for memory that will be looked at soon, and does not wait for it.
PITH_PREFETCHING void prefetch(const void* address) noexcept {
  __builtin_prefetch(address);
}

}  // namespace pith::engine

#endif
