#ifndef PITH_TESTS_SUPPORT_COUNTEREXAMPLE_H
#define PITH_TESTS_SUPPORT_COUNTEREXAMPLE_H

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "pith/state.h"
#include "tests/support/world.h"

namespace pith::tests {

/// What is claimed of a set of events: empty where it holds, else what is wrong. The same for the same events.
using Claim = std::function<std::string(const std::vector<std::string>& events)>;

/// Leaves out one event after the other while the claim still fails. Needs a claim that fails.
std::vector<std::string> minimise(std::vector<std::string> events, const Claim& claim);

/// A set of events on which something failed, about the world's record and under its keys.
struct Counterexample {
  std::string name;  ///< of the file, without its suffix; other characters than letters and digits become `_`
  std::string shows;
  std::string rule;  ///< `10.1` and the like
  std::vector<std::string> events;
  std::vector<Alias> aliases;
};

/// Writes a conformance vector (tests/vectors/README.md) into the build folder. What it expects comes from the slow
/// reference, so that it may be moved to tests/vectors as it is.
std::filesystem::path write_vector(const World& world, const Counterexample& counterexample);

}  // namespace pith::tests

#endif
