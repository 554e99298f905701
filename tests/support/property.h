#ifndef PITH_TESTS_SUPPORT_PROPERTY_H
#define PITH_TESTS_SUPPORT_PROPERTY_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/counterexample.h"
#include "tests/support/scenario.h"

namespace pith::tests {

/// The one world that all properties of a process share.
const World& world();

/// What rapidcheck draws for one run of a property. The seed decides everything else. A smaller seed only gives another
/// set of events, so rapidcheck does not shrink it; hold() leaves out events instead.
struct Draw {
  std::uint64_t seed;
  std::size_t motifs;  ///< how many motifs a scenario gets; grows with rapidcheck's size
};
Draw draw();

/// The scenario of a draw.
Scenario scenario_of(const Draw& draw);

/// The engine's set of these events. Throws if the engine refuses one as JSON.
EventSet set_of(const std::vector<std::string>& events);

/// Fails the rapidcheck property if the claim fails. The message has the seed and the path of a vector, with as few of
/// these events as still make the claim fail. The file's name begins with `property`; `rule` is the number in SPEC.
void hold(const std::string& property, const std::string& rule, const Draw& draw,
          const std::vector<std::string>& events, const Claim& claim, const std::vector<Alias>& aliases = {});

/// The empty text if the two are equal, else a message that says `what` differs and shows where.
std::string unequal(const std::string& what, const std::string& actual, const std::string& expected);

}  // namespace pith::tests

#endif
