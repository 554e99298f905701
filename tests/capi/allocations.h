#ifndef PITH_TESTS_CAPI_ALLOCATIONS_H
#define PITH_TESTS_CAPI_ALLOCATIONS_H

// Allocations of the library that fail on demand. C++'s operator new, the library's malloc, and OpenSSL's.

#ifdef __cplusplus
extern "C" {
#endif

enum allocator { allocator_library, allocator_openssl };

/// Has to be called before anything else: OpenSSL takes an allocator only before it has allocated. 1 where it did.
int take_over_openssl_allocations(void);

/// From here on, allocation `number` of that allocator, from 0, fails, and no other; none for a negative one.
void fail_allocation(enum allocator allocator, long number);

/// How many there were since.
long count_allocations(enum allocator allocator);

/// What operator new gave and nobody gave back yet.
long count_live_objects(void);

#ifdef __cplusplus
}
#endif

#endif
