#ifndef PITH_CLI_ORDERED_WORK_H
#define PITH_CLI_ORDERED_WORK_H

#include <cstddef>

#include "engine/bundles/spread.h"

namespace pith::cli {

using engine::Finish;
using engine::Work;

/// How many items may be begun and not finished.
constexpr std::size_t ahead_max(std::size_t thread_count) {
  return 8 * thread_count;
}

/// Does `work(i)` for i from 0 to count - 1 on up to so many threads, the calling one among them, and one after the
/// other each `Finish` that it gave, in the order of i, on any of them. The first exception of either, in that order,
/// ends it and is thrown again, once what is being worked on is done; std::bad_alloc may come earlier.
/// Needs thread_count > 0.
void run_ordered(std::size_t count, std::size_t thread_count, const Work& work);

}  // namespace pith::cli

#endif
