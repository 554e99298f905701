#ifndef PITH_TESTS_SUPPORT_SCENARIO_H
#define PITH_TESTS_SUPPORT_SCENARIO_H

#include <string>
#include <vector>

#include "tests/support/chance.h"
#include "tests/support/world.h"

namespace pith::tests {

/// Events about the world's record, as JSON: forks, chains, cascades, foreign links, copies with good and bad
/// envelopes, equal times in several spellings, odd strings.
struct Scenario {
  std::vector<std::string> authentic;    ///< each passes every check up to `bad_signature`
  std::vector<std::string> unauthentic;  ///< fail one of them, or are bad copies of the others

  std::vector<std::string> all() const;
};

Scenario make_scenario(const World& world, Chance& chance);

}  // namespace pith::tests

#endif
