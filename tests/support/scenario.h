#ifndef PITH_TESTS_SUPPORT_SCENARIO_H
#define PITH_TESTS_SUPPORT_SCENARIO_H

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "pith/state.h"
#include "tests/support/chance.h"
#include "tests/support/world.h"

namespace pith::tests {

/// Random events about the world's record, as JSON: signers of all kinds, forks and their resolutions, chains,
/// cascades, foreign links, copies with good and bad envelopes, equal times in several spellings, odd strings and
/// numbers. tests/occurrence_test.cpp counts how often each occurs.
struct Scenario {
  std::vector<std::string> authentic;    ///< each passes every check up to `bad_signature`; with copies
  std::vector<std::string> unauthentic;  ///< each fails one of these checks; some are bad copies of authentic events
  std::vector<Alias> aliases;
  /// By id, the reason that a planted fault gives (SPEC 4.5, 4.6 and 4.8); `-` if no fault was planted.
  std::map<Sha256Digest, std::string> planted;

  std::vector<std::string> all() const;
};

/// About two events for each motif. Needs at least one.
Scenario make_scenario(const World& world, Chance& chance, std::size_t motifs = 5);

/// One of a few instants, some of them equal but spelled differently.
std::string some_instant(Chance& chance);

/// Aliases (SPEC 6.5). Some occur twice with different times, and some have a `created_at` that is not an instant.
std::vector<Alias> some_aliases(Chance& chance);

}  // namespace pith::tests

#endif
