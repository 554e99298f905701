#ifndef PITH_FUZZ_SUPPORT_MERGE_HISTORY_H
#define PITH_FUZZ_SUPPORT_MERGE_HISTORY_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fuzz/support/merge_event.h"
#include "pith/state.h"

namespace pith::fuzz {

/// One object that arrives, and how it does where the claims let it arrive otherwise.
struct Step {
  std::shared_ptr<const Arrival> arrival;
  std::uint8_t parts = 1;    ///< a bit for each of three sets that it is added to; one at least
  bool is_merged = true;     ///< arrives as a set of its own, else as text
  bool is_respelt = false;   ///< arrives in its other spelling
  bool is_repeated = false;  ///< arrives in both spellings
};

/// A set of events, and the ways in which it is put together.
struct History {
  std::vector<Step> steps;  ///< what links stands after what it links to, where that is there at all
  std::vector<Alias> aliases;
  std::uint64_t order = 0;  ///< names another order of arrival
  std::uint8_t cut = 0;     ///< so many events are left out first, modulo how many there are
};

/// Any bytes are a history, of nine steps at least: a few bytes of how it is put together, and then an equal number
/// for each step, so that what changes one step leaves the others alone.
History decode(std::span<const std::uint8_t> bytes, Maker& maker);

}  // namespace pith::fuzz

#endif
