#ifndef PITH_TESTS_SUPPORT_BUNDLES_H
#define PITH_TESTS_SUPPORT_BUNDLES_H

#include <string>
#include <vector>

#include "pith/state.h"
#include "tests/support/world.h"

namespace pith::tests {

std::string alias_json(const Alias& alias);
std::string aliases_json(const std::vector<Alias>& aliases);

/// A bundle of the world's record, with nothing in it that is signed or recomputed.
Members plain_bundle(const World& world, const std::vector<std::string>& events, const std::vector<Alias>& aliases);

/// SPEC 9.2 and 9.3: the bundle with its signature, after some change to that.
std::string signed_bundle(Members bundle, const Signer& signer, const Members& changes = {});

}  // namespace pith::tests

#endif
