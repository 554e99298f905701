#ifndef PITH_MERGE_H
#define PITH_MERGE_H

/// @file
/// pith-merge: a deterministic merge engine for signed event logs. This header is the door.
///
/// A record is published as bundles: a canonical record, events that trusted keys signed, and the state that
/// follows from them. Everyone who merges the same events gets the same state document to the byte, and so
/// the same `state_sha256`, whatever order, grouping, repetition or spelling the events arrived in.
///
///     pith::Keyring keys = pith::Keyring::registry();            // whom to trust
///     auto bundle = pith::Bundle::parse(json_text);              // a Result: check it before use
///     pith::EventSet events(bundle->pith_number(), keys);        // one record's events
///     bundle->add_events_to(events);                             // or events.add(json), events.merge(other)
///     pith::State state = events.state(bundle->aliases_for(events.subject(), keys).aliases);
///     state.document; state.sha256;                              // the bytes, and their hash
///
/// Conventions, for every header here:
///   - A pure library: no input or output, clock, locale, environment, thread or changing global state.
///     The same arguments give the same results on every platform.
///   - Text is UTF-8 in std::string and std::string_view; sizes are in bytes; a function keeps no view of its
///     arguments after it returns, unless it says so.
///   - Bad input is an Error, in a Result: a stable code and a place. A failure of the machine is an
///     exception, std::bad_alloc or SystemFailure; the object that threw may be destroyed or assigned to.
///     Nothing else throws, but EventSet::merge, where sets do not go together. A broken precondition ("Needs ...") is
///     the caller's mistake, and asserted.
///   - A text of more than 2,147,483,647 bytes is refused as `unreadable`, with its start as the place.
///   - Every input may be hostile: time grows as n log n and memory as n in its size. A state names an event up to
///     64 times, and its target and signer with it, where the holder of a trusted key makes it so (SPEC 7.3).
///   - Distinct objects may be used from distinct threads; one object may be read from many at once.
///   - `SPEC 4.6` and the like name the rule in SPEC.md.

/// @namespace pith
/// The library. Nothing else in it is public: what stands in `pith::engine` and the like may change at any time.

#include "pith/bundle.h"         // whole bundles: parse, verify
#include "pith/canonical.h"      // canonical JSON
#include "pith/crypto.h"         // SHA-256
#include "pith/event.h"          // why an event has no effect
#include "pith/event_set.h"      // the merge
#include "pith/keyring.h"        // whom to trust
#include "pith/merge_inputs.h"   // whole files to a state
#include "pith/result.h"         // errors
#include "pith/state.h"          // what a merge gives
#include "pith/verdict_cache.h"  // signatures verified once

#endif
