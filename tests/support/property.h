#ifndef PITH_TESTS_SUPPORT_PROPERTY_H
#define PITH_TESTS_SUPPORT_PROPERTY_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/chance.h"
#include "tests/support/counterexample.h"
#include "tests/support/scenario.h"

namespace pith::tests {

/// The one world of all properties of a process.
const World& world();

/// What a run of a property begins with, drawn from rapidcheck. The seed decides everything; shrinking it would only
/// give another set, so hold() shrinks the events instead.
struct Draw {
  std::uint64_t seed;
  std::size_t motifs;  ///< how much there is to be: grows with rapidcheck's size
};
Draw draw();

/// The scenario of a draw.
Scenario scenario_of(const Draw& draw);

/// An engine's set of these events, which must not be refused.
EventSet set_of(const std::vector<std::string>& events);

/// Fails the rapidcheck property where the claim fails: with the seed, and the name of a vector file of the fewest of
/// these events on which it still does. `property` leads the file's name; `rule` is the number in SPEC.
void hold(const std::string& property, const std::string& rule, const Draw& draw,
          const std::vector<std::string>& events, const Claim& claim, const std::vector<Alias>& aliases = {});

/// Empty where the two are equal, else what and how.
std::string unequal(const std::string& what, const std::string& actual, const std::string& expected);

}  // namespace pith::tests

#endif
