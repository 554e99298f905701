#ifndef PITH_NEEDS_CPP20_H
#define PITH_NEEDS_CPP20_H

/// @file
/// Stops the compilation with one message if the C++ headers cannot be used. `pith/c.h` works with any standard.

// g++ 10 says 201709 with -std=c++20.
#if __cplusplus <= 201703L
#error "pith-merge needs C++20: compile with -std=c++20 or newer. pith/c.h needs only C11 or any C++."
// Compilers go on after #error, and a page of consequences would follow. They stop at a missing header.
#include <nothing, because the compilation ends with the message above>
#endif

#endif
