#ifndef PITH_CLI_ORDERED_WORK_H
#define PITH_CLI_ORDERED_WORK_H

// Work on several threads whose results appear in order, as if one thread had done it.

#include <cstddef>
#include <functional>
#include <optional>

#include "engine/bundles/spread.h"

namespace pith::cli {

using engine::Finish;
using engine::Work;

/// One piece of work: what to do on any thread. It returns what remains to be done in its turn.
struct Task {
  std::function<Finish()> work;
  std::size_t size_bytes = 0;  ///< the memory that it holds until it is finished
};

/// The number of tasks that may have been taken without being finished.
constexpr std::size_t ahead_max(std::size_t thread_count) {
  return 8 * thread_count;
}

/// The next task is taken only if those that are not finished hold fewer bytes. So large documents do not fill the
/// memory, and there are enough small ones to keep every thread at work.
inline constexpr std::size_t ahead_bytes_max = std::size_t{16} << 20;

/// Calls `take` until it returns std::nullopt, does the work of each task, and calls the `Finish` that the work
/// returned, all on up to `thread_count` threads, the caller's included. The calls of `take` come one at a time. The
/// calls of Finish come one at a time, in the order in which the tasks were taken.
///
/// The first exception of any of them, in that order, stops the run. It is thrown again when the calls in progress are
/// done. Needs thread_count > 0. If the machine refuses a thread, fewer do the work.
void run_ordered(std::size_t thread_count, const std::function<std::optional<Task>()>& take);

/// The same for `work(i)`, with i from 0 to count - 1.
void run_ordered(std::size_t count, std::size_t thread_count, const Work& work);

}  // namespace pith::cli

#endif
