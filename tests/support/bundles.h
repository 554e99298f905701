#ifndef PITH_TESTS_SUPPORT_BUNDLES_H
#define PITH_TESTS_SUPPORT_BUNDLES_H

#include <string>
#include <vector>

#include "pith/state.h"
#include "tests/support/world.h"

namespace pith::tests {

std::string alias_json(const Alias& alias);
std::string aliases_json(const std::vector<Alias>& aliases);

/// A bundle of the world's record that has only its `pith_number`, events and aliases. It is not signed.
Members plain_bundle(const World& world, const std::vector<std::string>& events, const std::vector<Alias>& aliases);

/// SPEC 9.2 and 9.3: the bundle with its signature. `changes` replaces members of the finished signature.
std::string signed_bundle(Members bundle, const Signer& signer, const Members& changes = {});

}  // namespace pith::tests

#endif
