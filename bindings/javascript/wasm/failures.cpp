// What C++ does where it would throw: it ends the use of the instance through pith_stop, which says why. Without these
// functions it would stop the module without a word.

#include <algorithm>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>

#include "containers/throw_failure.h"

namespace {

void* allocated(void* block) {
  if (block == nullptr) {
    pith::containers::throw_failure(std::bad_alloc());
  }
  return block;
}

}  // namespace

// Memory for C++. Even an empty object has an address of its own, so a block has at least one byte.

void* operator new(std::size_t size) {
  return allocated(std::malloc(std::max<std::size_t>(size, 1)));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocated(std::aligned_alloc(static_cast<std::size_t>(alignment), std::max<std::size_t>(size, 1)));
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t, std::align_val_t) noexcept {
  std::free(block);
}

/// The C++ library calls this instead of throwing. The text begins with the name of the exception, or says which
/// precondition does not hold.
void std::__libcpp_verbose_abort(const char* format, ...) {
  char explanation[256];
  std::va_list values;
  va_start(values, format);
  std::vsnprintf(explanation, sizeof explanation, format, values);
  va_end(values);
  const std::string_view name = format;
  pith_stop(name.starts_with("bad_alloc ") || name.starts_with("bad_array_new_length ") ? 1 : 0, explanation);
}

// Boost calls these instead of throwing.
namespace boost {

struct source_location;
void throw_exception(const std::exception& failure);
void throw_exception(const std::exception& failure, const source_location&);

void throw_exception(const std::exception& failure) {
  pith_stop(0, failure.what());
}
void throw_exception(const std::exception& failure, const source_location&) {
  pith_stop(0, failure.what());
}

}  // namespace boost
