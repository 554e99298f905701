#ifndef PITH_ENGINE_BUNDLES_FIRST_COPY_H
#define PITH_ENGINE_BUNDLES_FIRST_COPY_H

#include <vector>

#include "canon/document.h"
#include "engine/events/event_store.h"
#include "engine/indices.h"
#include "pith/bundle.h"

namespace pith::engine {

/// The first copy of a distinct event of a bundle. Small: a bundle may have a million events of two bytes.
struct FirstCopy {
  canon::Value value;
  DigestNumber number;
  bool is_record_created;  // and not `malformed`
};

/// SPEC 4.9: sets EventReport::waits_for_missing. An event without its predecessor is at fault itself only if the
/// bundle lacks the predecessor. A predecessor that was changed is still there: its content has another digest, but it
/// states the old id. Needs one report for each copy, in the same order, with its reason. Time n log n.
void note_missing_events(const EventStore& store, const std::vector<FirstCopy>& first_copies,
                         std::vector<EventReport>& reports);

}  // namespace pith::engine

#endif
