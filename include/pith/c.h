#ifndef PITH_C_H
#define PITH_C_H

/// @file
/// pith-merge for C, and for any language that can call C. `SPEC 4.6` names a rule of SPEC.md.
///
///     pith_context *context = NULL; pith_keyring *keys = NULL; pith_state *state = NULL; pith_error error;
///     if (pith_context_new(0, &context, &error) || pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keys, &error) ||
///         pith_merge(keys, &file, 1, pith_no_text, 0, &state, &error)) {
///       fprintf(stderr, "%s: %s\n", pith_error_name(error.code), error.message);
///       pith_keyring_free(keys); pith_context_free(context); return 2;
///     }
///     pith_text document = pith_state_document(state);
///     fwrite(document.data, 1, document.size_bytes, stdout);
///     pith_state_free(state); pith_keyring_free(keys); pith_context_free(context);
///
/// Conventions. A function's comment adds to them, in this order: what it does and by which rule, Returns, Needs,
/// Errors, Lifetime, Cost.
///   - Purity: no function does input or output, starts a thread, or depends on a clock, the locale, the environment or
///     changing global state. The same arguments give the same results on every platform.
///   - Text: UTF-8 with a length in bytes. It need not end in a zero byte. Every text may be hostile.
///   - Returns: a function that takes an `error` returns a pith_error_code, 0 on success, and fills in *error. If it
///     fails, it sets its outputs to null or zeros. No C++ exception leaves the library. Any other function cannot
///     fail; for a null handle it returns 0, null or the empty text.
///   - Needs: handles and outputs must not be null; `error` may be null, and so may data of size 0. Codes, reasons,
///     starts and flags are passed as numbers, because a caller may know more of them than the loaded library does.
///   - Errors: PITH_ERROR_INVALID_ARGUMENT if a need is not met, a flag or start is unknown, or an index is too large.
///     PITH_ERROR_OUT_OF_MEMORY, _SYSTEM_FAILURE and _INTERNAL say nothing about the input. JSON may be refused with a
///     code of SPEC 1.4, or as PITH_ERROR_UNREADABLE. Reporting an error takes no memory.
///   - Failed changes: after bad input or a caller's mistake, a handle is unchanged. After a failure of the machine, a
///     keyring is unchanged too, but an event set can only be freed: its other functions then return
///     PITH_ERROR_INVALID_ARGUMENT.
///   - Lifetime: a handle from `**out` belongs to the caller, who frees it with its *_free. Handles share what they
///     need, so they may be freed in any order. *_free(NULL) does nothing. A pith_text in a result, and a `const`
///     handle, are borrowed: they are valid until the handle that they came from is changed or freed. No function keeps
///     a pointer to a given text.
///   - Lists: *_count returns the number of elements; the function without _count gives element `index`, from 0.
///   - Cost: time grows as n log n and memory as n in the bytes of the input. Getters take constant time and no memory.
///   - Threads: different handles may be used in different threads at the same time. One handle may be read by many
///     threads at once, or changed by one. A pith_context may always be shared.
///   - Fork: a child process may use the library, even if other threads were in calls when fork() made it. It may use
///     every handle except those that another thread was changing at that moment: these it must not even free. fork()
///     waits for threads that begin or end their use of OpenSSL through this library, for about a millisecond at most.
///     This needs a malloc that works in such a child, as glibc's does. It does not cover what the program itself does
///     with OpenSSL in other threads.
///   - After OPENSSL_cleanup, a new context or keyring is a PITH_ERROR_SYSTEM_FAILURE. Older handles may only be freed.

#include <stddef.h>
#include <stdint.h>

#include "pith/c_codes.h"
#include "pith/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Raised when programs must be compiled again. Within one number, functions, values and flags are only added, and
/// structures never change.
#define PITH_ABI_VERSION 1

/// PITH_ABI_VERSION of the library that is loaded.
PITH_API uint32_t pith_abi_version(void);
/// PITH_VERSION of the library that is loaded (pith/version.h). Lifetime: static storage.
PITH_API const char* pith_version(void);

/// pith_error.input if the error is not about a single input.
#define PITH_NO_INPUT SIZE_MAX

/// What went wrong, and the place (SPEC 1.5). It belongs to the caller, and contains no pointers.
typedef struct pith_error {
  pith_error_code code;  ///< stable
  size_t input;          ///< which input of pith_merge, from 0; else PITH_NO_INPUT
  size_t offset_bytes;   ///< from 0
  size_t line;           ///< from 1; 0 without a place
  size_t column;         ///< in bytes, from 1; 0 without a place
  char message[256];     ///< for people, UTF-8; ends in a zero byte, and is cut short if it is longer
} pith_error;

/// Bytes that somebody else owns. In a result, null data means "none"; in an argument, it means the empty text.
typedef struct pith_text {
  const char* data;   ///< does not end in a zero byte
  size_t size_bytes;  ///< of data
} pith_text;

/// The empty text, or none.
static const pith_text pith_no_text = {NULL, 0};

/// Bytes that the caller owns, and a zero byte after them that is not counted.
typedef struct pith_buffer {
  char* data;         ///< only pith_buffer_free frees it
  size_t size_bytes;  ///< of data, without the zero byte
} pith_buffer;

/// Frees the bytes, and sets both members to 0. Needs: `buffer` may be null, or freed before; then nothing happens.
PITH_API void pith_buffer_free(pith_buffer* buffer);

// Hashes and canonical JSON.

/// SHA-256, Ed25519, and a cache of verdicts on signatures. Everything made from one context shares them.
typedef struct pith_context pith_context;

/// Makes a context that remembers up to `verdicts_max` verdicts; 0 for none. No result depends on that number.
/// Cost: about 1 ms, more than verifying a small bundle, so keep it; 130 bytes for each verdict, allocated at once.
PITH_API pith_error_code pith_context_new(size_t verdicts_max, pith_context** out, pith_error* error);
/// Frees a context.
PITH_API void pith_context_free(pith_context* context);

/// The 32 bytes of a SHA-256 hash. An event id is `sha256:` and the 64 digits of one. SPEC 1.6, 4.2.
typedef struct pith_sha256 {
  uint8_t bytes[32];  ///< in the order of the digits
} pith_sha256;

/// SHA-256 of the bytes as they are.
PITH_API pith_error_code pith_hash(const pith_context* context, pith_text bytes, pith_sha256* out, pith_error* error);
/// Writes 64 lower-case hexadecimal digits and a zero byte. Needs: either may be null; then nothing happens.
PITH_API void pith_sha256_hex(const pith_sha256* digest, char out[65]);
/// The canonical form of a JSON document, without a newline. SPEC 1.1 to 1.5. Lifetime: pith_buffer_free frees *out.
PITH_API pith_error_code pith_canonical(pith_text json, pith_buffer* out, pith_error* error);
/// The canonical form of the one value at an RFC 6901 pointer.
/// Needs: `pointer` is a JSON Pointer; it is empty for the whole document.
/// Errors: those of the whole document; PITH_ERROR_NOT_FOUND if it has no value there.
/// Lifetime: pith_buffer_free frees *out.
PITH_API pith_error_code pith_canonical_at(pith_text json, pith_text pointer, pith_buffer* out, pith_error* error);

// Keyrings. SPEC 3.

/// A keyring: the keys that the caller trusts.
typedef struct pith_keyring pith_keyring;

/// A trusted key. A member that is not set is a text with null data.
typedef struct pith_key {
  pith_text key_id;        ///< as signatures name it
  pith_text fingerprint;   ///< 32 hexadecimal digits
  pith_text signer_id;     ///< what the key is bound to, or none
  pith_text signer_type;   ///< what the key is bound to, or none
  pith_text rotates_at;    ///< events from this instant on are not accepted; or none
  pith_key_origin origin;  ///< who vouches for it
} pith_key;

/// Makes a keyring. `start` is a pith_keyring_start.
PITH_API pith_error_code pith_keyring_new(const pith_context* context, uint32_t start, pith_keyring** out,
                                          pith_error* error);
/// Adds the keys of a document: one key object, an array of them, or an object with `public_keys`. Adds all of them or
/// none, and the order in which documents are added makes no difference. SPEC 3.1 to 3.6.
/// Errors: PITH_ERROR_BAD_KEY, with the place of the key. Cost: for each key log n in the keys of the keyring.
PITH_API pith_error_code pith_keyring_add(pith_keyring* keyring, pith_text json, pith_error* error);
/// A keyring with the same keys, which does not see later changes: change a copy while threads read the original.
/// Cost: linear in the keys; they are not checked again.
PITH_API pith_error_code pith_keyring_copy(const pith_keyring* keyring, pith_keyring** out, pith_error* error);
/// The number of keys.
PITH_API size_t pith_keyring_key_count(const pith_keyring* keyring);
/// A key; sorted by key_id and fingerprint as bytes. Cost: time log n in the keys.
PITH_API pith_error_code pith_keyring_key(const pith_keyring* keyring, size_t index, pith_key* out, pith_error* error);
/// Frees a keyring.
PITH_API void pith_keyring_free(pith_keyring* keyring);

// States. SPEC 8.

/// What a merge produces. It never changes.
typedef struct pith_state pith_state;

/// An event, and why it is not valid.
typedef struct pith_event {
  pith_sha256 id;      ///< the digest of its content
  pith_reason reason;  ///< PITH_REASON_NONE if it is valid
  pith_text pointer;   ///< in a report: where the bundle first has it, RFC 6901; else none
} pith_event;

/// What a careful reader should know, although it changes nothing. Codes never change; new ones are added:
///   - `alias_left_out`: an alias has a member that is not a string, or its time is not an instant
///   - `dangling_supersedes`: a valid event supersedes an event that is missing or not valid
///   - `foreign_supersedes`: a valid event supersedes another principal's event, which has no effect
///   - `several_live`: one principal has more than one live event of one type and target
///   - `aliases_of_another_record`: a bundle's aliases were left out, because it is about another record
///   - `aliases_not_vouched_for`: a bundle's aliases were left out, because no trusted registry key signed it
///   - `keys_vouch_for_themselves`: keys from bundles are trusted, because the caller asked for it
///   - `bundle_key_left_out`: an entry of a bundle's public_keys was left out, because it is bad. SPEC 3.5
///   - `no_receipt`: no record_created event of the bundle has a receipt; only in reports
///   - `title_differs`: the newest graph snapshot has another title than the record; only in reports. SPEC 9.7
///   - `snapshot_hash_differs`: the hash in the newest graph snapshot is not that of its lists; in reports. SPEC 9.7
typedef struct pith_warning {
  pith_text code;         ///< stable: one of these
  pith_text explanation;  ///< for people
  size_t input;           ///< which input of pith_merge, from 0; else PITH_NO_INPUT
  int has_event_id;       ///< 1 if it is about one event, else 0
  pith_sha256 event_id;   ///< that event, if has_event_id
} pith_warning;

/// Events with which one signer gave several answers at one position. SPEC 7.3.
typedef struct pith_equivocation {
  pith_text event_type;   ///< of all of them
  pith_text target;       ///< of all of them
  pith_text signer_json;  ///< canonical
  int has_position;       ///< 1 if they follow an event, else 0
  pith_sha256 position;   ///< the event that all of them follow, if has_position
  int is_resolved;        ///< 1 if at most one of them is live, else 0
  size_t event_count;     ///< at least two
} pith_equivocation;

/// The Pith Number of the record.
PITH_API pith_text pith_state_pith_number(const pith_state* state);
/// The exact bytes of the state document, without a newline. SPEC 8.2.
PITH_API pith_text pith_state_document(const pith_state* state);
/// `state_sha256`. SPEC 8.3.
PITH_API pith_error_code pith_state_sha256(const pith_state* state, pith_sha256* out, pith_error* error);
/// `input_sha256`: if it is equal and the states differ, one of the two is wrong; if it differs, so did the input, if
/// only by junk or aliases. SPEC 9.6.
PITH_API pith_error_code pith_state_input_sha256(const pith_state* state, pith_sha256* out, pith_error* error);
/// The number of distinct events, including the invalid ones.
PITH_API size_t pith_state_event_count(const pith_state* state);
/// The number of valid events.
PITH_API size_t pith_state_applied_event_count(const pith_state* state);
/// The id of a valid event; in application order, SPEC 5.2.
PITH_API pith_error_code pith_state_applied_event(const pith_state* state, size_t index, pith_sha256* out,
                                                  pith_error* error);
/// The number of events that are not valid.
PITH_API size_t pith_state_invalid_event_count(const pith_state* state);
/// An event that is not valid; sorted by id.
PITH_API pith_error_code pith_state_invalid_event(const pith_state* state, size_t index, pith_event* out,
                                                  pith_error* error);
/// The number of entries in `equivocations`.
PITH_API size_t pith_state_equivocation_count(const pith_state* state);
/// An entry of `equivocations`; in the document's order.
PITH_API pith_error_code pith_state_equivocation(const pith_state* state, size_t index, pith_equivocation* out,
                                                 pith_error* error);
/// The id of an event of entry `equivocation`; sorted by id. Both indices count from 0.
PITH_API pith_error_code pith_state_equivocation_event(const pith_state* state, size_t equivocation, size_t index,
                                                       pith_sha256* out, pith_error* error);
/// The number of warnings.
PITH_API size_t pith_state_warning_count(const pith_state* state);
/// A warning; in a fixed order.
PITH_API pith_error_code pith_state_warning(const pith_state* state, size_t index, pith_warning* out,
                                            pith_error* error);
/// Frees a state. Needs: not the state of a report, which pith_report_free frees.
PITH_API void pith_state_free(pith_state* state);

// Merging. SPEC 5 to 7, 9.5.

/// The state of whole inputs: bundles, events, arrays of these, or NDJSON, told apart by their content. Neither their
/// order nor repetition makes a difference.
/// Needs: `inputs` may be null if `input_count` is 0. `subject` is a Pith Number, or empty for the one that the inputs
/// name. `flags` is 0, one of the two flags, or both.
/// Errors: those of SPEC 9.5. If any part of an input is refused, the whole merge fails: error->input says which input,
/// and the place is in it.
PITH_API pith_error_code pith_merge(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                                    pith_text subject, uint32_t flags, pith_state** out, pith_error* error);

/// What became of one event when these inputs are merged, as `pith-merge explain --json` prints it, without `file` and
/// without a newline. docs/json.md has all members.
/// Needs: `inputs` and `subject` as for pith_merge. `event` is an event id, or its first 8 or more
/// lower-case hexadecimal digits.
/// `flags` is PITH_TRUST_BUNDLE_KEYS or 0.
/// Errors: those of pith_merge; PITH_ERROR_NOT_FOUND if no event has that id or prefix; PITH_ERROR_AMBIGUOUS if several
/// have that prefix. Lifetime: pith_buffer_free frees *out. Cost: little more than that of pith_merge.
PITH_API pith_error_code pith_explain(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                                      pith_text subject, pith_text event, uint32_t flags, pith_buffer* out,
                                      pith_error* error);

// Whole bundles. SPEC 9.

/// A parsed bundle. It never changes.
typedef struct pith_bundle pith_bundle;
/// What a whole-bundle check found. It never changes.
typedef struct pith_report pith_report;

/// One check of a bundle. SPEC 9.4. `source_aliases` appears once for each kind of alias at fault, and `public_keys`,
/// `receipt` and `events` once for each key, receipt or event at fault. Each appears once if nothing is wrong, but
/// `receipt` not at all if there is none. Only the first 100 faults of one name appear, then one more check whose
/// `actual` says how many more there are, and whose pointer covers all of them.
typedef struct pith_check {
  pith_text name;      ///< stable
  int ok;              ///< 1 if it passes, else 0
  pith_text expected;  ///< what the rules give; none if the check passes or nothing follows from them
  pith_text actual;    ///< what the bundle says, or what is wrong with it; or none
  pith_text pointer;   ///< RFC 6901, into the bundle
} pith_check;

/// Parses a bundle. SPEC 9.1. Errors: PITH_ERROR_NOT_A_BUNDLE for another document. Lifetime: the text is copied,
/// unless it is over the size limit.
PITH_API pith_error_code pith_bundle_parse(pith_text json, pith_bundle** out, pith_error* error);
/// `pith_number` as the bundle has it, whatever its form.
PITH_API pith_text pith_bundle_pith_number(const pith_bundle* bundle);
/// Recomputes everything in a bundle that can be recomputed. SPEC 9.4.
/// Returns: PITH_OK whether the bundle holds or not; see pith_report_ok. Needs: `flags` is PITH_TRUST_BUNDLE_KEYS or 0.
/// Cost: one signature verification for the bundle, each receipt and each event.
PITH_API pith_error_code pith_bundle_verify(const pith_bundle* bundle, const pith_keyring* keyring, uint32_t flags,
                                            pith_report** out, pith_error* error);
/// Frees a bundle.
PITH_API void pith_bundle_free(pith_bundle* bundle);

/// 1 if every check passes, else 0.
PITH_API int pith_report_ok(const pith_report* report);
/// The recomputed state, with the bundle's own aliases. Lifetime: borrowed from the report.
PITH_API const pith_state* pith_report_state(const pith_report* report);
/// The hash of the state of the authentic events, without aliases. What no trusted key signed does not change it.
/// SPEC 8.4.
PITH_API pith_error_code pith_report_authentic_state_sha256(const pith_report* report, pith_sha256* out,
                                                            pith_error* error);
/// The number of checks.
PITH_API size_t pith_report_check_count(const pith_report* report);
/// A check; in a fixed order.
PITH_API pith_error_code pith_report_check(const pith_report* report, size_t index, pith_check* out, pith_error* error);
/// The number of distinct events.
PITH_API size_t pith_report_event_count(const pith_report* report);
/// An event; in the order of the bundle.
PITH_API pith_error_code pith_report_event(const pith_report* report, size_t index, pith_event* out, pith_error* error);
/// The number of keys of the keyring that signatures and signers of the bundle name.
PITH_API size_t pith_report_key_count(const pith_report* report);
/// One of these keys.
PITH_API pith_error_code pith_report_key(const pith_report* report, size_t index, pith_key* out, pith_error* error);
/// The number of warnings, including those of the state.
PITH_API size_t pith_report_warning_count(const pith_report* report);
/// A warning; in a fixed order.
PITH_API pith_error_code pith_report_warning(const pith_report* report, size_t index, pith_warning* out,
                                             pith_error* error);
/// The report as `pith-merge verify --json` prints it, without `file` and without a newline: with `causes` and
/// `consequences`, the failed checks by name, and `summary`, one sentence for people. docs/json.md has all members.
/// Lifetime: pith_buffer_free frees *out. Cost: linear in the report.
PITH_API pith_error_code pith_report_json(const pith_report* report, pith_buffer* out, pith_error* error);
/// Frees a report and its state.
PITH_API void pith_report_free(pith_report* report);

// Event sets: the events of one record, added in any order, merged in any grouping. SPEC 10.1, 10.2.

/// The events of one record, with its aliases. It has room for 2,147,483,646 ids: of its events, and of what its
/// authentic events link to. A function that needs more fails with PITH_ERROR_SYSTEM_FAILURE.
typedef struct pith_event_set pith_event_set;

/// Makes an empty set. Needs: a Pith Number. Lifetime: the keyring is copied.
PITH_API pith_error_code pith_event_set_new(pith_text pith_number, const pith_keyring* keyring, pith_event_set** out,
                                            pith_error* error);
/// Adds one event, or one more copy of it. Any JSON value counts as an event, even if it is a malformed one. Sets *out
/// to what is known about the event by itself: its links are not checked yet, and `pointer` is none.
/// Needs: `out` may be null. Errors: if the JSON is refused, nothing is added.
/// Cost: one signature verification, unless an earlier check fails or a copy is already authentic.
PITH_API pith_error_code pith_event_set_add(pith_event_set* events, pith_text json, pith_event* out, pith_error* error);
/// Adds all events of a bundle. Adds its aliases too, if it is about this record and its signature holds under a
/// registry key. SPEC 6.5. If not, every later state has a warning that says why.
PITH_API pith_error_code pith_event_set_add_bundle(pith_event_set* events, const pith_bundle* bundle,
                                                   pith_error* error);
/// Adds an alias that the caller vouches for. SPEC 6.5. If its time is not an instant, later states have a warning.
/// Needs: all three are UTF-8.
PITH_API pith_error_code pith_event_set_add_alias(pith_event_set* events, pith_text kind, pith_text value,
                                                  pith_text created_at, pith_error* error);
/// Adds everything that another set holds. Needs: `other` may be the same set.
/// Errors: PITH_ERROR_DIFFERENT_SETS unless subject and keyring are equal. Lifetime: everything is copied.
PITH_API pith_error_code pith_event_set_merge(pith_event_set* events, const pith_event_set* other, pith_error* error);
/// The state of everything added so far. Needs: `flags` is PITH_AUTHENTIC_ONLY or 0.
PITH_API pith_error_code pith_event_set_state(const pith_event_set* events, uint32_t flags, pith_state** out,
                                              pith_error* error);
/// Frees a set.
PITH_API void pith_event_set_free(pith_event_set* events);

#ifdef __cplusplus
}
#endif

#include "pith/c_audit.h"
#include "pith/c_diff.h"
#include "pith/c_evidence.h"
#include "pith/c_graph.h"
#include "pith/c_minimise.h"
#include "pith/c_publish.h"
#include "pith/c_sign.h"

#endif
