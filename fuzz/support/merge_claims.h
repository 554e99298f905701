#ifndef PITH_FUZZ_SUPPORT_MERGE_CLAIMS_H
#define PITH_FUZZ_SUPPORT_MERGE_CLAIMS_H

#include <cstddef>
#include <string>

#include "fuzz/support/merge_history.h"

namespace pith::fuzz {

/// What SPEC 10 promises of a history, held against the engine and the slow reference: empty where all of it holds,
/// else what does not. `event_count`, where not null, is told how many distinct events there were.
std::string broken_claim(const History& history, Maker& maker, std::size_t* event_count = nullptr);

/// Leaves out one step after the other while some claim is still broken, and prints that claim and the events that are
/// left, as NDJSON. Needs one that is broken.
void explain(History history, Maker& maker);

}  // namespace pith::fuzz

#endif
