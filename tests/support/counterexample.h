#ifndef PITH_TESTS_SUPPORT_COUNTEREXAMPLE_H
#define PITH_TESTS_SUPPORT_COUNTEREXAMPLE_H

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "pith/state.h"
#include "tests/support/world.h"

namespace pith::tests {

/// A claim about a set of events. Returns the empty text if the claim holds, else what is wrong. It must give the same
/// answer for the same events.
using Claim = std::function<std::string(const std::vector<std::string>& events)>;

/// Leaves out one event after another, as long as the claim still fails. Needs a claim that fails.
std::vector<std::string> minimise(std::vector<std::string> events, const Claim& claim);

/// A set of events on which something failed, about the world's record and under its keys.
struct Counterexample {
  std::string name;   ///< of the file, without its suffix; characters other than letters and digits become `_`
  std::string shows;  ///< in words
  std::string rule;   ///< its number in SPEC, such as `10.1`
  std::vector<std::string> events;
  std::vector<Alias> aliases;
};

/// Writes a conformance vector (tests/vectors/README.md) into the build folder. Its expected values come from the slow
/// reference, so the file may be moved to tests/vectors as it is.
std::filesystem::path write_vector(const World& world, const Counterexample& counterexample);

}  // namespace pith::tests

#endif
