#ifndef PITH_FUZZ_SUPPORT_MERGE_FAILURE_H
#define PITH_FUZZ_SUPPORT_MERGE_FAILURE_H

#include <string>
#include <vector>

namespace pith::fuzz {

/// Prints what was claimed, what was found and the events as NDJSON, and aborts.
[[noreturn]] void fail(const std::string& claim, const std::string& found, const std::vector<std::string>& events);

}  // namespace pith::fuzz

#endif
