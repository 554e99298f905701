#ifndef PITH_MERGE_H
#define PITH_MERGE_H

/// @file
/// pith-merge: a deterministic merge engine for signed event logs. This header includes all other C++ headers.
///
/// A record is published as bundles. A bundle has the record, signed events, public keys, and the state that it claims
/// follows from the events. A state depends on the subject, the distinct events, the keyring and the aliases, and on
/// nothing else. So the same four give the same state document everywhere, byte for byte, and the same
/// `state_sha256`. The order, grouping, repetition and JSON spelling (white space, escapes, order of members) of the
/// events make no difference.
///
/// To check a bundle, parse and verify it:
///
///     const pith::Keyring keys = pith::Keyring::registry();      // the keys to trust; made once for many bundles
///     const auto bundle = pith::Bundle::parse(json_text);
///     if (!bundle) {
///       return report_error(bundle.error());                     // your function; code, place, explanation
///     }
///     const pith::BundleReport report = bundle->verify(keys);    // report.ok, report.checks, report.state
///
/// To merge events, collect them in a set and ask for its state:
///
///     pith::EventSet events(bundle->pith_number(), keys);        // one record's events
///     bundle->add_events_to(events);                             // or events.add(json), events.merge(other)
///     const auto aliases = bundle->aliases_for(events.subject(), keys).aliases;
///     const pith::State state = events.state(aliases);           // state.document, state.sha256
///
/// merge_inputs() does all of this for whole inputs: it takes texts with bundles and events, finds the subject, and
/// returns the state. The library never reads a file.
///
/// A bundle becomes a report in these steps: parse the JSON (SPEC 1); check each event by itself (4.5 to 4.8); order
/// the events, and decide which are valid and superseded (5, 4.9, 6.1); select what is current (6); find conflicts (7);
/// write the state (8); compare everything that the bundle claims with what was computed (9). docs/architecture.md has
/// the source file of each step.
///
/// A check asks one question about a signature, an event or a bundle. It passes or it fails. The report on a bundle has
/// all its checks, and the bundle holds if all of them pass. The reason of an event is the first check that fails: it
/// says why the event is not valid. Three words say what becomes of an event:
///   - *authentic*: its content passes SPEC 4.5, and the envelope of at least one copy passes 4.6, its signature by a
///     trusted key included (4.7).
///   - *valid*: authentic, its receipt (if any) holds (4.8), and the event in its `prev_event` (if any) is valid (4.9).
///   - *live*: valid, and no valid event of the same principal supersedes it (6.1).
///
/// Junk is events that are not authentic; anyone can add them. Junk changes the state of Scope::all, which counts and
/// lists it. It does not change the state of Scope::authentic_only, which has no aliases either (SPEC 8.4). So two
/// mirrors with different junk compare that state. Both must trust the same keys.
///
/// Conventions, for every header here:
///   - The library is pure: it does no input or output, and uses no clock, locale, environment, thread or changing
///     global state, except for one mutex (see "Fork"). The same arguments give the same results on every platform.
///   - Text is UTF-8 in std::string and std::string_view. Sizes are in bytes. A function keeps no view of its arguments
///     after it returns, unless it says so.
///   - Bad input is an Error in a Result: a stable code and a place. If the machine fails, a function throws
///     std::bad_alloc or SystemFailure. An object that the function was changing may then only be destroyed or assigned
///     to. The one other exception is std::invalid_argument: EventSet::merge() throws it if the two sets differ in
///     subject or keyring.
///   - "Needs" states a precondition. Breaking one is the caller's mistake. Assertions catch it in code that
///     is compiled without NDEBUG.
///   - A text of more than 2,147,483,647 bytes is refused as `unreadable`, with its start as the place.
///   - Every input may be hostile. For an input of n bytes, time is O(n log n) and memory is O(n). But the holder of a
///     trusted key can make a state repeat an event id up to 64 times, with its target and signer (SPEC 7.3).
///   - Different objects may be used in different threads, and one object may be read by many threads at once.
///   - Fork: a child process may use the library, even if other threads were in calls when fork() made it. It may use
///     every object except those that another thread was changing at that moment: these it must not even destroy.
///     fork() waits for threads that begin or end their use of OpenSSL through this library, for about a millisecond at
///     most. This needs a malloc that works in such a child, as glibc's does. It does not cover what the program itself
///     does with OpenSSL in other threads.
///   - After OPENSSL_cleanup, a new Crypto or Keyring is a SystemFailure. Older ones must not be used any more.
///   - An object that was moved from may only be assigned to or destroyed.
///   - `SPEC 4.6` and the like name a rule in SPEC.md.

/// @namespace pith
/// The library. Its inner namespaces, such as `pith::engine`, are not public and may change at any time.

#include "pith/audit.h"          // one verdict on a document, and its line
#include "pith/audit_diff.h"     // how two audits differ
#include "pith/audit_summary.h"  // counts over verdicts
#include "pith/bundle.h"         // whole bundles: parse and verify
#include "pith/canonical.h"      // canonical JSON
#include "pith/crypto.h"         // SHA-256
#include "pith/diagnosis.h"      // why a bundle does not hold
#include "pith/diff.h"           // why two inputs give different states
#include "pith/event.h"          // why an event is not valid
#include "pith/event_set.h"      // the merge
#include "pith/evidence.h"       // proofs of equivocations
#include "pith/explain.h"        // what became of one event
#include "pith/graph.h"          // the history as a picture
#include "pith/keyring.h"        // the keys to trust
#include "pith/merge_inputs.h"   // merge whole inputs
#include "pith/minimise.h"       // the smallest input that still fails
#include "pith/mirror_digest.h"  // one hash over all bundles that hold
#include "pith/result.h"         // errors
#include "pith/sign.h"           // complete and sign drafts
#include "pith/state.h"          // the result of a merge
#include "pith/union_bundle.h"   // the union of inputs as one bundle
#include "pith/verdict_cache.h"  // verify signatures once
#include "pith/would_fork.h"     // before an event is published

#endif
