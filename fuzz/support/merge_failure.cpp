#include "fuzz/support/merge_failure.h"

#include <cstdio>
#include <cstdlib>

namespace pith::fuzz {

void fail(const std::string& claim, const std::string& found, const std::vector<std::string>& events) {
  std::fprintf(stderr, "claimed: %s\n%s\n%zu events:\n", claim.c_str(), found.c_str(), events.size());
  for (const std::string& event : events) {
    std::fprintf(stderr, "%s\n", event.c_str());
  }
  std::abort();
}

}  // namespace pith::fuzz
