#include "tests/capi/allocations.h"

#include <openssl/crypto.h>

#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#define PITH_HAS_LEAK_CHECK
#endif
#endif

// With --wrap=malloc, the linker calls __wrap_malloc instead of malloc in everything that is linked statically.
extern "C" void* __real_malloc(std::size_t size_bytes);

namespace {

long counts[2];
long failing_numbers[2] = {-1, -1};
long live_objects = 0;

bool next_fails(allocator allocator) {
  return counts[allocator]++ == failing_numbers[allocator];
}

/// OpenSSL leaks some of its own objects when it runs out of memory. The leak check must ignore these. Leaks of our
/// library are still found, because operator new is counted.
void* hide_from_leak_check(void* memory) {
#ifdef PITH_HAS_LEAK_CHECK
  if (memory != nullptr && failing_numbers[allocator_openssl] >= 0) {
    __lsan_ignore_object(memory);
  }
#endif
  return memory;
}

void* allocate_for_openssl(std::size_t size_bytes, const char* /*file*/, int /*line*/) {
  return next_fails(allocator_openssl) ? nullptr : hide_from_leak_check(__real_malloc(size_bytes));
}
void* reallocate_for_openssl(void* memory, std::size_t size_bytes, const char* /*file*/, int /*line*/) {
  return next_fails(allocator_openssl) ? nullptr : hide_from_leak_check(std::realloc(memory, size_bytes));
}
void release_for_openssl(void* memory, const char* /*file*/, int /*line*/) {
  std::free(memory);
}

void* allocate_object(std::size_t size_bytes, std::size_t alignment_bytes = alignof(std::max_align_t)) noexcept {
  void* memory = nullptr;
  if (!next_fails(allocator_library) &&
      posix_memalign(&memory, alignment_bytes, size_bytes > 0 ? size_bytes : 1) != 0) {
    memory = nullptr;
  }
  live_objects += memory != nullptr ? 1 : 0;
  return memory;
}

void* allocate_object_or_throw(std::size_t size_bytes, std::size_t alignment_bytes = alignof(std::max_align_t)) {
  void* const memory = allocate_object(size_bytes, alignment_bytes);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}

void release_object(void* memory) noexcept {
  live_objects -= memory != nullptr ? 1 : 0;
  std::free(memory);
}

}  // namespace

extern "C" {

void* __wrap_malloc(std::size_t size_bytes) {
  return next_fails(allocator_library) ? nullptr : __real_malloc(size_bytes);
}

int take_over_openssl_allocations(void) {
  return CRYPTO_set_mem_functions(allocate_for_openssl, reallocate_for_openssl, release_for_openssl);
}

void fail_allocation(allocator allocator, long number) {
  counts[allocator] = 0;
  failing_numbers[allocator] = number;
}

long count_allocations(allocator allocator) {
  return counts[allocator];
}

long count_live_objects(void) {
  return live_objects;
}
}

void* operator new(std::size_t size_bytes) {
  return allocate_object_or_throw(size_bytes);
}
void* operator new[](std::size_t size_bytes) {
  return allocate_object_or_throw(size_bytes);
}
void* operator new(std::size_t size_bytes, const std::nothrow_t& /*tag*/) noexcept {
  return allocate_object(size_bytes);
}
void* operator new[](std::size_t size_bytes, const std::nothrow_t& /*tag*/) noexcept {
  return allocate_object(size_bytes);
}
void* operator new(std::size_t size_bytes, std::align_val_t alignment) {
  return allocate_object_or_throw(size_bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size_bytes, std::align_val_t alignment) {
  return allocate_object_or_throw(size_bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept {
  release_object(memory);
}
void operator delete[](void* memory, std::align_val_t /*alignment*/) noexcept {
  release_object(memory);
}
void operator delete(void* memory, std::size_t /*size_bytes*/, std::align_val_t /*alignment*/) noexcept {
  release_object(memory);
}
void operator delete[](void* memory, std::size_t /*size_bytes*/, std::align_val_t /*alignment*/) noexcept {
  release_object(memory);
}
void operator delete(void* memory) noexcept {
  release_object(memory);
}
void operator delete[](void* memory) noexcept {
  release_object(memory);
}
void operator delete(void* memory, std::size_t /*size_bytes*/) noexcept {
  release_object(memory);
}
void operator delete[](void* memory, std::size_t /*size_bytes*/) noexcept {
  release_object(memory);
}
void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept {
  release_object(memory);
}
void operator delete[](void* memory, const std::nothrow_t& /*tag*/) noexcept {
  release_object(memory);
}
