#ifndef PITH_ENGINE_MERGE_INPUT_SHA256_H
#define PITH_ENGINE_MERGE_INPUT_SHA256_H

#include <span>

#include "engine/merge/record_events.h"
#include "pith/crypto.h"
#include "pith/state.h"

namespace pith::engine {

/// SPEC 9.6: the hash of everything that the state depends on. Pure. Time n log n in events, keys and aliases.
Sha256Digest compute_input_sha256(const RecordEvents& events, std::span<const Alias> aliases);

}  // namespace pith::engine

#endif
