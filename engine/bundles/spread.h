#ifndef PITH_ENGINE_BUNDLES_SPREAD_H
#define PITH_ENGINE_BUNDLES_SPREAD_H

#include <cstddef>
#include <cstdint>
#include <functional>

#include "pith/verdict_cache.h"

namespace pith::engine {

/// What is left to do with the result of some work, once its turn has come.
using Finish = std::function<void()>;
using Work = std::function<Finish(std::size_t)>;

/// How work on a large input is spread. The engine has no threads; whoever has some hands in their `run`. Whatever
/// is handed in, results are the same.
struct Spread {
  std::size_t part_count_max = 1;  ///< at least 1

  /// Each part finds copies of events in itself alone. What one has verified, the others need not, where this is set.
  VerdictCache* verdicts = nullptr;

  /// Does `work(i)` for i from 0 to count - 1, at once or not, and one after the other, in the order of i, the
  /// `Finish` that each gave. An exception of either ends it.
  std::function<void(std::size_t count, const Work& work)> run = [](std::size_t count, const Work& work) {
    for (std::size_t i = 0; i < count; ++i) {
      work(i)();
    }
  };
};

/// Where a part of `count` things begins; part_count itself begins where all end. In 64 bits, which all products fit.
constexpr std::size_t begin_of_part(std::size_t count, std::size_t part, std::size_t part_count) {
  return static_cast<std::size_t>(std::uint64_t{count} * part / part_count);
}

}  // namespace pith::engine

#endif
