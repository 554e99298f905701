#ifndef PITH_CLI_ORDERED_WORK_H
#define PITH_CLI_ORDERED_WORK_H

#include <cstddef>
#include <functional>

namespace pith::cli {

/// What is left to do with the result of some work, once its turn has come.
using Finish = std::function<void()>;

/// Does `work(i)` for i from 0 to count - 1 on so many threads, and then each `Finish` that it gave on the calling
/// thread in the order of i, so that the number of threads never shows. Runs ahead of what is finished by a
/// bounded number. The first exception, in that order, ends it and is thrown again. Needs thread_count > 0.
void run_ordered(std::size_t count, std::size_t thread_count, const std::function<Finish(std::size_t)>& work);

}  // namespace pith::cli

#endif
