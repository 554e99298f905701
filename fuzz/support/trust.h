#ifndef PITH_FUZZ_SUPPORT_TRUST_H
#define PITH_FUZZ_SUPPORT_TRUST_H

#include <string>
#include <vector>

#include "pith/keyring.h"
#include "pith/verdict_cache.h"
#include "tests/support/world.h"

namespace pith::fuzz {

/// The people of the tests, who can sign. One for the process.
const tests::World& world();

/// The fixed keyring of the targets: the registry's key, so that the published bundles hold, the keys of most vectors,
/// and those of world().
const Keyring& keyring();

/// For all inputs of the process, since signatures are most of the cost. A verdict is found by the whole of what it
/// follows from: an input shows in another's only where that is broken, and then it may break nothing by itself. What
/// asks with it asks without it, or with a new one, as well. merge_order remembers more, and has a cache of its own.
VerdictCache& known_verdicts();

/// The same as key entries.
const std::vector<std::string>& key_entries();

}  // namespace pith::fuzz

#endif
