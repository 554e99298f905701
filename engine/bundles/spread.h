#ifndef PITH_ENGINE_BUNDLES_SPREAD_H
#define PITH_ENGINE_BUNDLES_SPREAD_H

#include <cstddef>
#include <cstdint>
#include <functional>

#include "pith/verdict_cache.h"

namespace pith::engine {

/// What remains to be done with the result of some work, once its turn has come.
using Finish = std::function<void()>;
/// Does the work with this number, and returns what remains to be done.
using Work = std::function<Finish(std::size_t)>;

/// How work on a large input is spread over threads. The engine starts none; a caller who has threads passes its own
/// `run`. The result is the same for every Spread.
struct Spread {
  std::size_t part_count_max = 1;  ///< at least 1

  /// A part finds repeated events only within itself. With a cache, the parts need not verify again what another part
  /// has verified.
  VerdictCache* verdicts = nullptr;

  /// Does `work(i)` for i from 0 to count - 1, one after the other or at once, and calls each `Finish` one after the
  /// other, in the order of i. An exception from either one ends the run.
  std::function<void(std::size_t count, const Work& work)> run = [](std::size_t count, const Work& work) {
    for (std::size_t i = 0; i < count; ++i) {
      work(i)();
    }
  };
};

/// Where a part of `count` things begins; for part_count itself, where the last one ends. The product fits into 64
/// bits.
constexpr std::size_t begin_of_part(std::size_t count, std::size_t part, std::size_t part_count) {
  return static_cast<std::size_t>(std::uint64_t{count} * part / part_count);
}

}  // namespace pith::engine

#endif
