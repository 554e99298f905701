#ifndef PITH_MERGE_H
#define PITH_MERGE_H

/// @file
/// pith-merge: a deterministic merge engine for signed event logs. This header includes all others for C++.
///
/// A record is published as bundles. A bundle has a canonical record, events that trusted keys signed, and the state
/// that follows from the events. Everyone who merges the same events gets the same state document, byte for byte, and
/// so the same `state_sha256`. The order, grouping, repetition and spelling of the events make no difference.
///
/// To check a bundle, parse and verify it:
///
///     const pith::Keyring keys = pith::Keyring::registry();      // the keys to trust
///     const auto bundle = pith::Bundle::parse(json_text);        // a Result: check it before use
///     const pith::BundleReport report = bundle->verify(keys);    // report.ok, report.checks, report.state
///
/// To merge events, collect them in a set and ask for its state:
///
///     pith::EventSet events(bundle->pith_number(), keys);        // one record's events
///     bundle->add_events_to(events);                             // or events.add(json), events.merge(other)
///     const auto aliases = bundle->aliases_for(events.subject(), keys).aliases;
///     const pith::State state = events.state(aliases);           // state.document, state.sha256
///
/// merge_inputs() merges whole files. A bundle becomes a report in these steps, for which docs/architecture.md names
/// the source files: parse the JSON (SPEC 1), check each event by itself (4), order the events by their links (5), find
/// what is current (6) and what conflicts (7), write the state (8), and compare everything that the bundle states with
/// what was computed (9).
///
/// Three words for events. An event is *authentic* if a trusted key signed it (SPEC 4.7). It is *valid* if, in
/// addition, its receipt (if any) holds (4.8) and the event that it follows (if any) is valid (4.9). It is *live* if it
/// is valid and its signer did not supersede it (6.1). Mirrors that hold different junk compare the state of
/// Scope::authentic_only, which junk does not change (8.4).
///
/// Conventions, for every header here:
///   - The library is pure: it does no input or output, and uses no clock, locale, environment, thread or changing
///     global state. The same arguments give the same results on every platform.
///   - Text is UTF-8 in std::string and std::string_view. Sizes are in bytes. A function keeps no view of its arguments
///     after it returns, unless it says so.
///   - Bad input is an Error in a Result: a stable code and a place. If the machine fails, a function throws
///     std::bad_alloc or SystemFailure; then the object may only be destroyed or assigned to. Nothing else throws,
///     except EventSet::merge for sets that do not belong together.
///   - "Needs" states a precondition. Breaking one is the caller's mistake, which assertions catch.
///   - A text of more than 2,147,483,647 bytes is refused as `unreadable`, with its start as the place.
///   - Every input may be hostile: time grows as n log n and memory as n in its size. The holder of a trusted key can
///     make a state name an event up to 64 times, with its target and signer (SPEC 7.3).
///   - Different objects may be used in different threads, and one object may be read by many threads at once.
///   - An object that was moved from may only be assigned to or destroyed.
///   - `SPEC 4.6` and the like name a rule in SPEC.md.

/// @namespace pith
/// The library. Its inner namespaces, such as `pith::engine`, are not public and may change at any time.

#include "pith/bundle.h"         // whole bundles: parse and verify
#include "pith/canonical.h"      // canonical JSON
#include "pith/crypto.h"         // SHA-256
#include "pith/event.h"          // why an event has no effect
#include "pith/event_set.h"      // the merge
#include "pith/keyring.h"        // the keys to trust
#include "pith/merge_inputs.h"   // merge whole inputs
#include "pith/result.h"         // errors
#include "pith/state.h"          // the result of a merge
#include "pith/verdict_cache.h"  // verify signatures once

#endif
