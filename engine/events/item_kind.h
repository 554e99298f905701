#ifndef PITH_ENGINE_EVENTS_ITEM_KIND_H
#define PITH_ENGINE_EVENTS_ITEM_KIND_H

// SPEC 9.1, 9.5: whether a value is taken as a bundle or as an event.

#include <cstdint>

#include "canon/document.h"
#include "pith/result.h"

namespace pith::engine {

/// What is merged: a bundle or an event.
enum class ItemKind : std::uint8_t { bundle, event };

/// SPEC 9.1: an object with `bundle_type` `pith_open_graph_bundle`, a string `pith_number` and an array `events`.
/// Merging needs no more than that.
bool is_bundle(canon::Value value);

/// SPEC 9.5: what a value is, or the code with which it is refused: `not_a_bundle` or `not_an_event`.
Result<ItemKind, ErrorCode> classify(canon::Value value);

}  // namespace pith::engine

#endif
