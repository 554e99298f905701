#ifndef PITH_ENGINE_BUNDLES_UNION_BUNDLE_H
#define PITH_ENGINE_BUNDLES_UNION_BUNDLE_H

#include "engine/bundles/input_merge.h"
#include "pith/union_bundle.h"

namespace pith::engine {

/// Unites what was merged as one bundle. Needs the result of `inputs.finish()`. The subject of the options is not read.
/// Errors: those of unite_bundles() that are not about the inputs.
Result<UnionBundle> write_union(const InputMerge& inputs, const InputMerge::Merged& merged,
                                const UnionOptions& options);

}  // namespace pith::engine

#endif
