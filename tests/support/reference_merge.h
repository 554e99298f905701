#ifndef PITH_TESTS_SUPPORT_REFERENCE_MERGE_H
#define PITH_TESTS_SUPPORT_REFERENCE_MERGE_H

#include <string>
#include <utility>
#include <vector>

#include "tests/support/reference_event.h"

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
  std::vector<std::pair<std::string, std::string>> warnings;  ///< code and event id, sorted; those about events
};

/// The merge of SPEC 4.3 to 8, quadratic and obvious, from copies in any order. Written from SPEC.md alone; it shares
/// no code with the engine, not even the reading of JSON, so that agreement to the byte means something.
Outcome merge(const Checker& checker, const std::vector<Copy>& copies, const std::vector<Alias>& aliases = {},
              bool is_authentic_only = false);

/// SPEC 9.6 of the same.
std::string input_sha256(const Checker& checker, const std::vector<Copy>& copies, const std::vector<Alias>& aliases);

}  // namespace pith::tests::reference

#endif
