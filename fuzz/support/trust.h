#ifndef PITH_FUZZ_SUPPORT_TRUST_H
#define PITH_FUZZ_SUPPORT_TRUST_H

#include <string>
#include <vector>

#include "pith/keyring.h"
#include "pith/verdict_cache.h"
#include "tests/support/world.h"

namespace pith::fuzz {

/// The signers of the tests. One instance for the process.
const tests::World& world();

/// The fixed keyring of the targets: the registry's key, so that the published bundles hold, the keys of most vectors,
/// and those of world().
const Keyring& keyring();

/// Verdicts that are remembered over all inputs of the process, since verifying signatures is most of the cost. A
/// verdict is found by everything that it depends on. So one input can affect another only if the cache is broken, and
/// then a finding may need both inputs. Each target that uses this cache also verifies without it, or with a new one.
/// merge_order remembers more than verdicts, and has a cache of its own.
VerdictCache& known_verdicts();

/// The keys of keyring(), as key entries.
const std::vector<std::string>& key_entries();

}  // namespace pith::fuzz

#endif
