#ifndef PITH_TESTS_SUPPORT_REFERENCE_H
#define PITH_TESTS_SUPPORT_REFERENCE_H

#include <string>
#include <vector>

#include "pith/event_set.h"
#include "tests/support/reference_merge.h"
#include "tests/support/world.h"

namespace pith::tests {

/// The slow reference with the world's subject and keys.
reference::Checker checker_of(const World& world);

/// What the slow reference makes of these.
reference::Outcome reference_state(const reference::Checker& checker, const std::vector<reference::Copy>& copies,
                                   const std::vector<Alias>& aliases = {}, Scope scope = Scope::all);

/// SPEC 9.6, of the same.
std::string reference_input_sha256(const reference::Checker& checker, const std::vector<reference::Copy>& copies,
                                   const std::vector<Alias>& aliases = {});

/// What the reference says of each text by itself.
std::vector<reference::Copy> copies_of(const reference::Checker& checker, const std::vector<std::string>& events);

/// The state's warnings about events as the reference gives them: code and event id, sorted.
std::vector<std::pair<std::string, std::string>> warnings_of(const State& state);

}  // namespace pith::tests

#endif
