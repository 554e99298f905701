#ifndef PITH_FUZZ_SUPPORT_MERGE_HISTORY_H
#define PITH_FUZZ_SUPPORT_MERGE_HISTORY_H

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fuzz/support/merge_event.h"
#include "pith/state.h"

namespace pith::fuzz {

/// One object that arrives, and how it arrives in the claims that vary this.
struct Step {
  std::shared_ptr<const Arrival> arrival;
  std::uint8_t parts = 1;    ///< one bit for each of the three sets that it is added to; never 0
  bool is_merged = true;     ///< arrives as a set of one event, otherwise as text
  bool is_respelt = false;   ///< arrives in its other spelling
  bool is_repeated = false;  ///< arrives in both spellings
};

/// A set of events, and the ways in which it is put together.
struct History {
  std::vector<Step> steps;  ///< each event comes after those that it links to, if they arrive at all
  std::vector<Alias> aliases;
  std::uint64_t order = 0;  ///< chooses another order of arrival, and a grouping
  std::uint8_t cut = 0;     ///< how many events are left out at first, modulo one more than there are
};

/// Reads any bytes as a history of 9 to 11 steps. The first 16 bytes say how it is put together. Each step has 13 bytes
/// of its own, so that a mutation of one step leaves the others alone. Missing bytes are 0.
History decode(std::span<const std::uint8_t> bytes, Maker& maker);

}  // namespace pith::fuzz

#endif
