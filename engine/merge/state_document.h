#ifndef PITH_ENGINE_MERGE_STATE_DOCUMENT_H
#define PITH_ENGINE_MERGE_STATE_DOCUMENT_H

#include <cstddef>
#include <string_view>

#include "engine/merge/current.h"
#include "engine/merge/record_events.h"
#include "pith/crypto.h"
#include "pith/state.h"

namespace pith::engine {

/// SPEC 8.1: the version of these rules.
inline constexpr std::string_view merge_version = "pith-open-graph-merge-v1";

/// SPEC 8.3: the hash of a state, and the size of what is hashed.
struct StateHash {
  Sha256Digest sha256;
  std::size_t size_bytes;
};

/// SPEC 8.3: hashes a state whose members other than `document` and `sha256` are set. Pure; linear in the document,
/// which it does not write.
StateHash hash_state(const RecordEvents& events, const CurrentEvents& current, const State& state);

/// SPEC 8: writes the document and its hash: sets `document` and `sha256` of a state whose other members are set. Pure;
/// linear in the document.
void write_state_document(const RecordEvents& events, const CurrentEvents& current, State& state);

}  // namespace pith::engine

#endif
