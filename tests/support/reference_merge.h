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
  std::string input_sha256;                                    ///< SPEC 9.6
  std::vector<std::pair<std::string, std::string>> warnings;   ///< code and event id, sorted; those about events
  std::vector<std::pair<std::string, std::string>> positions;  ///< of each valid event: its id, a position's id or ""
  std::vector<std::string> superseded;                         ///< ids, sorted
};

/// The merge of SPEC 4.3 to 8, quadratic and obvious, from copies in any order. Written from SPEC.md alone; it shares
/// no code with the engine, not even the reading of JSON, so that agreement to the byte means something.
Outcome merge(const Checker& checker, const std::vector<Copy>& copies, const std::vector<Alias>& aliases = {},
              bool is_authentic_only = false);

/// The same from the texts themselves.
Outcome merge(const Checker& checker, const std::vector<std::string>& events, const std::vector<Alias>& aliases = {},
              bool is_authentic_only = false);

}  // namespace pith::tests::reference

#endif
