#ifndef PITH_VERSION_H
#define PITH_VERSION_H

/// @file
/// The version.

/// The version of this library, which follows https://semver.org. The merge that it implements has its own version:
/// `pith-open-graph-merge-v1`.
#define PITH_VERSION "0.1.0"

#endif
