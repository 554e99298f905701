#ifndef PITH_CONTAINERS_THROW_FAILURE_H
#define PITH_CONTAINERS_THROW_FAILURE_H

#include <exception>
#include <new>
#include <type_traits>

// The library's one way to throw. It throws if the machine fails or a need is not met. Bad input is a value.
//
// WebAssembly has no exceptions here: Debian's C++ library for it is built without them. There whoever runs the module
// provides pith_stop, which does not return, and throws the whole instance away.

#if !defined(__cpp_exceptions)
#if defined(__wasm__)
#define PITH_IMPORTED __attribute__((import_module("pith"), import_name("stop")))
#else
#define PITH_IMPORTED
#endif
/// Ends the use of this instance. `is_memory` is 1 if memory ran out, else 0.
extern "C" PITH_IMPORTED [[noreturn]] void pith_stop(int is_memory, const char* explanation) noexcept;
#endif

namespace pith::containers {

template <class Failure>
[[noreturn]] void throw_failure(const Failure& failure) {
  static_assert(std::is_base_of_v<std::exception, Failure>);
#if defined(__cpp_exceptions)
  throw failure;
#else
  pith_stop(std::is_base_of_v<std::bad_alloc, Failure> ? 1 : 0, failure.what());
#endif
}

}  // namespace pith::containers

#endif
