#ifndef PITH_ENGINE_BUNDLES_SNAPSHOT_CHECK_H
#define PITH_ENGINE_BUNDLES_SNAPSHOT_CHECK_H

#include <vector>

#include "engine/bundles/bundle_view.h"
#include "pith/crypto.h"
#include "pith/state.h"

namespace pith::engine {

/// SPEC 9.7: the warnings about the newest graph snapshot of a bundle, an event of it with this id. At most one of each
/// kind. Pure. Linear in the event.
std::vector<Warning> check_newest_snapshot(const BundleView& bundle, canon::Value event, const Sha256Digest& id,
                                           const Crypto& crypto);

}  // namespace pith::engine

#endif
