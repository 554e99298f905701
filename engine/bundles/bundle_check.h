#ifndef PITH_ENGINE_BUNDLES_BUNDLE_CHECK_H
#define PITH_ENGINE_BUNDLES_BUNDLE_CHECK_H

#include "engine/bundles/bundle_view.h"
#include "pith/bundle.h"
#include "pith/keyring.h"
#include "pith/verdict_cache.h"

namespace pith::engine {

/// SPEC 9.4: the whole-bundle check.
BundleReport check_bundle(const BundleView& bundle, const Keyring& keyring, BundleKeys bundle_keys,
                          VerdictCache* verdicts);

}  // namespace pith::engine

#endif
