#ifndef PITH_TESTS_SUPPORT_REFERENCE_H
#define PITH_TESTS_SUPPORT_REFERENCE_H

#include <string>
#include <vector>

#include "pith/event_set.h"
#include "tests/support/reference_merge.h"
#include "tests/support/world.h"

// The slow reference for tests that speak of worlds and of the engine's types.

namespace pith::tests {

/// A checker for the world's subject, with the world's keys.
reference::Checker checker_of(const World& world);

/// SPEC 8: the state that the slow reference computes.
reference::Outcome reference_state(const reference::Checker& checker, const std::vector<reference::Copy>& copies,
                                   const std::vector<Alias>& aliases = {}, Scope scope = Scope::all);

/// SPEC 9.6: the `input_sha256` that the slow reference computes.
std::string reference_input_sha256(const reference::Checker& checker, const std::vector<reference::Copy>& copies,
                                   const std::vector<Alias>& aliases = {});

/// Each event checked by itself.
std::vector<reference::Copy> copies_of(const reference::Checker& checker, const std::vector<std::string>& events);

/// The engine's warnings about events in the form of reference::Outcome: code and event id, sorted.
std::vector<std::pair<std::string, std::string>> warnings_of(const State& state);

}  // namespace pith::tests

#endif
