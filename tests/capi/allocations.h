#ifndef PITH_TESTS_CAPI_ALLOCATIONS_H
#define PITH_TESTS_CAPI_ALLOCATIONS_H

// Allocations that fail on demand: C++'s operator new, our library's malloc, and those of OpenSSL.

#ifdef __cplusplus
extern "C" {
#endif

enum allocator { allocator_library, allocator_openssl };

/// Must be called first: OpenSSL accepts an allocator only before its first allocation. Returns 1 if it did.
int take_over_openssl_allocations(void);

/// From now on, only allocation `number` of that allocator fails, counted from 0; none if the number is negative.
void fail_allocation(enum allocator allocator, long number);

/// The number of allocations since then.
long count_allocations(enum allocator allocator);

/// The number of objects from operator new that are not deleted yet.
long count_live_objects(void);

#ifdef __cplusplus
}
#endif

#endif
