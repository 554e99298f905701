#ifndef PITH_FUZZ_SUPPORT_FORK_CLAIMS_H
#define PITH_FUZZ_SUPPORT_FORK_CLAIMS_H

#include <string>
#include <string_view>
#include <vector>

#include "pith/merge_inputs.h"

namespace pith::fuzz {

/// Claims that would_fork() says of an event what merges with it and without it show.
void check_would_fork(const std::string& event, const std::vector<std::string_view>& others,
                      const MergeOptions& options);

/// Claims that would_fork() says of a draft what it says of the event that the draft was completed to.
void check_would_fork_of_draft(const std::string& draft, const std::string& event,
                               const std::vector<std::string_view>& others, const MergeOptions& options);

}  // namespace pith::fuzz

#endif
