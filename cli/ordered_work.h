#ifndef PITH_CLI_ORDERED_WORK_H
#define PITH_CLI_ORDERED_WORK_H

// Work on several threads whose results appear in order, as if one thread had done it.

#include <cstddef>

#include "engine/bundles/spread.h"

namespace pith::cli {

using engine::Finish;
using engine::Work;

/// The number of calls of `work` that may have begun without being finished.
constexpr std::size_t ahead_max(std::size_t thread_count) {
  return 8 * thread_count;
}

/// Calls `work(i)` for i from 0 to count - 1 on up to `thread_count` threads, the caller's included. Calls each
/// `Finish` that work returns on any of these threads, one at a time, in the order of i. The first exception of either,
/// in that order, stops the run. It is thrown again when the calls in progress are done. std::bad_alloc may come
/// before its turn. Needs thread_count > 0.
void run_ordered(std::size_t count, std::size_t thread_count, const Work& work);

}  // namespace pith::cli

#endif
