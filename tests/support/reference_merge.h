#ifndef PITH_TESTS_SUPPORT_REFERENCE_MERGE_H
#define PITH_TESTS_SUPPORT_REFERENCE_MERGE_H

#include <string>
#include <utility>
#include <vector>

#include "tests/support/reference_event.h"

// The slow reference, third part: the merge itself, SPEC 4.3, 4.9 and 5 to 8, and 9.6. It is quadratic and obvious.
// It was written from SPEC.md alone and shares no code with the engine, not even the reading of JSON. So when both
// give the same bytes, that means something.

namespace pith::tests::reference {

struct Alias {
  std::string kind;
  std::string value;
  std::string created_at;
};

/// What a merge gives, all of it as text.
struct Outcome {
  std::string document;
  std::string state_sha256;
  std::vector<std::pair<std::string, std::string>> warnings;  ///< about events: code and event id, sorted
};

/// Merges copies that arrived in any order. `is_authentic_only` asks for the state of SPEC 8.4.
Outcome merge(const Checker& checker, const std::vector<Copy>& copies, const std::vector<Alias>& aliases = {},
              bool is_authentic_only = false);

/// SPEC 9.6.
std::string input_sha256(const Checker& checker, const std::vector<Copy>& copies, const std::vector<Alias>& aliases);

}  // namespace pith::tests::reference

#endif
