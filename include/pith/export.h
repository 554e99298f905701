#ifndef PITH_EXPORT_H
#define PITH_EXPORT_H

/// @file
/// What the shared library exports.

/// Marks what the shared library exports; everything else in it is hidden. In C and C++.
#if defined(__GNUC__)
#define PITH_API __attribute__((visibility("default")))
#else
#define PITH_API
#endif

#endif
