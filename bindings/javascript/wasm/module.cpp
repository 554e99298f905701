// What the library needs in a module of its own, and has from the system elsewhere.
//
// The module imports one function, pith_stop (failures.cpp). system.c answers what the C library would ask of a system.
// So the module has no clock, no files and no environment, and cannot leave anything behind.

#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "crypto/ed25519.h"

// Doubles with a given number of digits, for which the C++ library has large tables. The library writes the shortest
// digits alone (canon/number.cpp).
extern "C" char* __wrap__ZNSt3__220__d2fixed_buffered_nEPcS0_dj(char*, char*, double, unsigned) {
  __builtin_trap();
}
extern "C" char* __wrap__ZNSt3__218__d2exp_buffered_nEPcS0_dj(char*, char*, double, unsigned) {
  __builtin_trap();
}

// Memory. The count lets a test see that nothing is left behind.

namespace {

std::size_t allocated_bytes = 0;

void* count(void* block) noexcept {
  allocated_bytes += block == nullptr ? 0 : malloc_usable_size(block);
  return block;
}

}  // namespace

extern "C" {

void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* block, std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
void __real_free(void* block);

void* __wrap_malloc(std::size_t size) {
  return count(__real_malloc(size));
}
void* __wrap_calloc(std::size_t number, std::size_t size) {
  return count(__real_calloc(number, size));
}
void* __wrap_realloc(void* block, std::size_t size) {
  const std::size_t before = block == nullptr ? 0 : malloc_usable_size(block);
  void* const moved = __real_realloc(block, size);
  if (moved != nullptr) {
    allocated_bytes += malloc_usable_size(moved) - before;
  }
  return moved;
}
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  return count(__real_aligned_alloc(alignment, size));
}
void __wrap_free(void* block) {
  allocated_bytes -= block == nullptr ? 0 : malloc_usable_size(block);
  __real_free(block);
}

/// Memory for the caller's arguments; null if there is none.
void* pith_allocate(std::size_t size) {
  return std::malloc(size);
}
void pith_release(void* block) {
  std::free(block);
}

/// For the tests: whether 64 bytes are a signature of 32 bytes by a key of 32 bytes. 1 or 0.
int pith_signature_holds(const unsigned char* key, const unsigned char* message, const unsigned char* signature) {
  pith::crypto::PublicKeyBytes key_bytes;
  pith::Sha256Digest message_bytes;
  pith::crypto::Signature signature_bytes;
  std::copy_n(key, key_bytes.bytes.size(), key_bytes.bytes.begin());
  std::copy_n(message, message_bytes.bytes.size(), message_bytes.bytes.begin());
  std::copy_n(signature, signature_bytes.bytes.size(), signature_bytes.bytes.begin());
  return pith::crypto::VerifyingKey(pith::Crypto(), key_bytes).verify(message_bytes, signature_bytes) ? 1 : 0;
}

/// The bytes that are allocated now.
std::size_t pith_allocated_bytes() {
  return allocated_bytes;
}

}  // extern "C"
