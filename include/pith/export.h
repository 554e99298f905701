#ifndef PITH_EXPORT_H
#define PITH_EXPORT_H

/// @file
/// What the shared library exports.

/// Marks a declaration that the shared library exports, in C and C++. Everything else in the library is hidden.
#if defined(__GNUC__)
#define PITH_API __attribute__((visibility("default")))
#else
#define PITH_API
#endif

#endif
