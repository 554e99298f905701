#ifndef PITH_C_H
#define PITH_C_H

/// @file
/// pith-merge for C, and for any language that can call C. The rules are those of SPEC.md; `SPEC 4.6` names one.
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
/// Conventions, for every function here:
///   - Pure: no input or output, clock, locale, environment, thread or changing global state. The same arguments give
///     the same results on every platform. Every input may be hostile.
///   - Sizes are in bytes. Text is UTF-8 with a length, and need not end in a zero byte. Nothing keeps a pointer to an
///     argument's text after it returns.
///   - A function that can fail returns a pith_error_code, 0 for success, and fills in *error, unless that is null. On
///     failure outputs are set to null or zeros. No C++ exception ever crosses.
///   - Bad input, a caller's mistake and a failing machine have different codes and are never mixed.
///     PITH_ERROR_OUT_OF_MEMORY, _SYSTEM_FAILURE and _INTERNAL say nothing about the input. The error needs no memory.
///   - A null handle, a null output, a null `data` with a size, an unknown flag, an unknown start, and an index that is
///     too large are PITH_ERROR_INVALID_ARGUMENT. A function that cannot fail gives 0, null or an empty text for a null
///     handle. Codes, reasons, starts and flags are taken as numbers, since a caller may have more of them than this
///     library knows.
///   - *_new, *_parse and others with `**out` give a handle that the caller owns and frees with its *_free, in any
///     order, since handles share what they need. *_free(NULL) does nothing. A pith_text in a result, and a `const`
///     handle, is borrowed: it lives until the handle that it came from is changed or freed.
///   - Where a function that changes a handle fails for bad input or a caller's mistake, nothing has changed. Where the
///     machine failed, an event set refuses all further use but *_free with PITH_ERROR_INVALID_ARGUMENT.
///   - Distinct handles may be used from distinct threads; one handle may be read from many at once, or changed
///     from one. Contexts are always safe to share.
///   - Time grows as n log n and memory as n in the bytes of the input. Getters: constant time, no memory.

#include <stddef.h>
#include <stdint.h>

#include "pith/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Changes where a program must be compiled again. Within one number functions, values and flags are only added, and
/// structures never change.
#define PITH_ABI_VERSION 1

/// PITH_ABI_VERSION of the library that is loaded.
PITH_API uint32_t pith_abi_version(void);

/// The library's version, as in PITH_VERSION of pith/version.h. Static storage.
PITH_API const char* pith_version(void);

// Errors.

/// Values and names never change; new ones are added. Bad input: SPEC 1.4 and 9.5.
typedef enum pith_error_code {
  PITH_OK = 0,                         ///< no error
  PITH_ERROR_SYNTAX = 1,               ///< malformed JSON, or it stops early
  PITH_ERROR_TRAILING_DATA = 2,        ///< something but white space follows the value
  PITH_ERROR_BYTE_ORDER_MARK = 3,      ///< the document starts with U+FEFF
  PITH_ERROR_INVALID_UTF8 = 4,         ///< bytes that are not UTF-8
  PITH_ERROR_LONE_SURROGATE = 5,       ///< an escape that leaves half a surrogate pair
  PITH_ERROR_DUPLICATE_KEY = 6,        ///< one key twice in one object
  PITH_ERROR_NUMBER_OUT_OF_RANGE = 7,  ///< NaN, infinities, too many digits, too long an exponent
  PITH_ERROR_DEPTH_EXCEEDED = 8,       ///< more nested containers than the limit
  PITH_ERROR_NOT_A_BUNDLE = 9,         ///< not a bundle, where one was expected
  PITH_ERROR_NOT_AN_EVENT = 10,        ///< neither event, bundle nor an array of them
  PITH_ERROR_BAD_KEY = 11,             ///< a key entry that cannot be trusted with anything
  PITH_ERROR_NO_SUBJECT = 12,          ///< nothing names the record to merge
  PITH_ERROR_SEVERAL_SUBJECTS = 13,    ///< the input names more than one record
  PITH_ERROR_UNREADABLE = 14,          ///< larger than 2,147,483,647 bytes
  PITH_ERROR_EMPTY = 15,               ///< of the program alone: a file with nothing in it
  PITH_ERROR_NOT_FOUND = 16,           ///< no value at that JSON pointer
  PITH_ERROR_OUT_OF_MEMORY = 64,       ///< the machine has no more
  PITH_ERROR_SYSTEM_FAILURE = 65,      ///< the cryptographic library failed, or lacks SHA-256 or Ed25519
  PITH_ERROR_INTERNAL = 66,            ///< a bug in this library
  PITH_ERROR_INVALID_ARGUMENT = 128,   ///< the caller's mistake; the message says which
  PITH_ERROR_DIFFERENT_SETS = 129      ///< event sets of different subjects or keyrings cannot be merged
} pith_error_code;

/// `ok`, or the code's name in small letters without PITH_ERROR_, such as `duplicate_key`; `unknown` for a number that
/// is no code. Static storage.
PITH_API const char* pith_error_name(uint32_t code);

/// pith_error.input where the error is about no single input.
#define PITH_NO_INPUT SIZE_MAX

/// What went wrong and where. The caller owns it; it points to nothing. SPEC 1.5 has the place.
typedef struct pith_error {
  pith_error_code code;  ///< stable
  size_t input;          ///< which input of pith_merge, from 0; else PITH_NO_INPUT
  size_t offset_bytes;   ///< from 0
  size_t line;           ///< from 1; 0 where there is no place
  size_t column;         ///< in bytes, from 1; 0 where there is no place
  char message[256];     ///< for people, UTF-8, ends in a zero byte, cut short where it is longer
} pith_error;

// Texts.

/// Bytes that somebody else owns. Null data is "none", and as an argument the empty text.
typedef struct pith_text {
  const char* data;   ///< not ended by a zero byte
  size_t size_bytes;  ///< of data
} pith_text;

/// The empty text, and none.
static const pith_text pith_no_text = {NULL, 0};

/// Bytes that the caller owns, and a zero byte after them that is not counted.
typedef struct pith_buffer {
  char* data;         ///< freed by pith_buffer_free alone
  size_t size_bytes;  ///< of data, without the zero byte
} pith_buffer;

/// Frees the bytes and sets both members to 0. Null, or freed before: does nothing.
PITH_API void pith_buffer_free(pith_buffer* buffer);

// Hashes and canonical JSON.

/// SHA-256 and Ed25519, and what the jobs with it share: whether a signature held.
typedef struct pith_context pith_context;

/// Remembers so many verdicts on signatures (130 bytes each, at once), 0 for none; that changes no result. About 1 ms.
PITH_API pith_error_code pith_context_new(size_t verdicts_max, pith_context** out, pith_error* error);
/// Frees it. Null: does nothing.
PITH_API void pith_context_free(pith_context* context);

/// The 32 bytes of a SHA-256 hash. An event's id is one, written `sha256:` and 64 digits. SPEC 1.6, 4.2.
typedef struct pith_sha256 {
  uint8_t bytes[32];  ///< in the order of the digits
} pith_sha256;

/// SHA-256 of bytes as they are.
PITH_API pith_error_code pith_hash(const pith_context* context, pith_text bytes, pith_sha256* out, pith_error* error);

/// Writes 64 lower-case hexadecimal digits and a zero byte. Null for either: does nothing.
PITH_API void pith_sha256_hex(const pith_sha256* digest, char out[65]);

/// The canonical form of a JSON document, without a newline. The caller frees it. SPEC 1.1 to 1.5.
PITH_API pith_error_code pith_canonical(pith_text json, pith_buffer* out, pith_error* error);

/// The same of the one value at an RFC 6901 pointer: PITH_ERROR_NOT_FOUND where there is none, _INVALID_ARGUMENT where
/// that is no pointer. The whole document must be acceptable.
PITH_API pith_error_code pith_canonical_at(pith_text json, pith_text pointer, pith_buffer* out, pith_error* error);

// Whom to trust. SPEC 3.

/// The keys that the caller trusts.
typedef struct pith_keyring pith_keyring;

/// What a new keyring has in it.
typedef enum pith_keyring_start {
  PITH_KEYRING_EMPTY = 0,    ///< no keys at all
  PITH_KEYRING_REGISTRY = 1  ///< with the built-in key, SPEC 3.4
} pith_keyring_start;

/// Where a trusted key comes from, and so whose word stands for it.
typedef enum pith_key_origin {
  PITH_KEY_BUILT_IN = 0,  ///< the registry's key, part of this library
  PITH_KEY_GIVEN = 1,     ///< added by the caller
  PITH_KEY_BUNDLE = 2     ///< taken from a bundle on the caller's word: it vouches for itself
} pith_key_origin;

/// A trusted key. What it is not bound to, and no rotation, are texts with null data.
typedef struct pith_key {
  pith_text key_id;        ///< as signatures name it
  pith_text fingerprint;   ///< 32 hexadecimal digits
  pith_text signer_id;     ///< what the key is bound to, or none
  pith_text signer_type;   ///< the same
  pith_text rotates_at;    ///< events from this instant on are not accepted; or none
  pith_key_origin origin;  ///< whose word stands for it
} pith_key;

/// `start` is a pith_keyring_start. Copies what it needs of the context.
PITH_API pith_error_code pith_keyring_new(const pith_context* context, uint32_t start, pith_keyring** out,
                                          pith_error* error);
/// Adds the keys of a document: one key object, an array, or an object with `public_keys`. All or none, whatever fails.
/// PITH_ERROR_BAD_KEY has the place of the key. SPEC 3.1 to 3.6.
PITH_API pith_error_code pith_keyring_add(pith_keyring* keyring, pith_text json, pith_error* error);
/// How many keys it has.
PITH_API size_t pith_keyring_key_count(const pith_keyring* keyring);
/// Key `index`, from 0, by key_id and fingerprint as bytes.
PITH_API pith_error_code pith_keyring_key(const pith_keyring* keyring, size_t index, pith_key* out, pith_error* error);
/// Frees it. Null: does nothing.
PITH_API void pith_keyring_free(pith_keyring* keyring);

// States. SPEC 8.

/// What a merge gives. Never changes.
typedef struct pith_state pith_state;

/// Why an event has no effect, in the order of the checks: the first that fails. SPEC 4.5 to 4.9 have the rules.
typedef enum pith_reason {
  PITH_REASON_NONE = 0,                        ///< no reason: the event is valid
  PITH_REASON_MALFORMED = 1,                   ///< not of the form of an event
  PITH_REASON_LIMIT_EXCEEDED = 2,              ///< content too large, too deep, or with too many links
  PITH_REASON_UNSUPPORTED_SCHEMA_VERSION = 3,  ///< of a schema that these rules do not know
  PITH_REASON_SUBJECT_MISMATCH = 4,            ///< about another record
  PITH_REASON_UNKNOWN_KEY = 5,                 ///< no trusted key is named
  PITH_REASON_SIGNER_MISMATCH = 6,             ///< the key is bound to another signer
  PITH_REASON_KEY_EXPIRED = 7,                 ///< claims a time from the key's rotation on
  PITH_REASON_NOT_AUTHORISED = 8,              ///< a registry's word without a registry key
  PITH_REASON_RECORD_MISMATCH = 9,             ///< creates another record than the subject
  PITH_REASON_CONTENT_HASH_MISMATCH = 10,      ///< the envelope states another hash
  PITH_REASON_EVENT_ID_MISMATCH = 11,          ///< the envelope states another id
  PITH_REASON_BAD_SIGNATURE = 12,              ///< the signature does not hold
  PITH_REASON_BAD_RECEIPT = 13,                ///< authentic, and its receipt does not hold
  PITH_REASON_PREV_EVENT_UNRESOLVED = 14       ///< authentic, and follows what is not there or not valid
} pith_reason;

/// As in state documents: `bad_signature`; null for PITH_REASON_NONE and a number that is no reason. Static storage.
PITH_API const char* pith_reason_name(uint32_t reason);

/// What became of an event.
typedef struct pith_event {
  pith_sha256 id;      ///< the digest of its content
  pith_reason reason;  ///< PITH_REASON_NONE where it is valid
  pith_text pointer;   ///< of a report: where the bundle first holds it, RFC 6901; else none
} pith_event;

/// What changes nothing and a careful reader wants to know. Codes never change; new ones are added. Those of a state:
///   - `alias_left_out`: an alias whose members are not all strings, or whose time is no instant
///   - `dangling_supersedes`: a valid event supersedes what is not there, or is not valid
///   - `foreign_supersedes`: a valid event supersedes another principal's, to no effect
///   - `several_live`: more than one live event of one principal, type and target
///   - `aliases_of_another_record`: a bundle's aliases left out: it is of another record
///   - `aliases_not_vouched_for`: a bundle's aliases left out: no trusted registry key signed it
///   - `keys_vouch_for_themselves`: keys that bundles brought along are trusted on the caller's word
/// And of a report alone, `no_receipt`: no event has a receipt.
typedef struct pith_warning {
  pith_text code;         ///< stable: one of these
  pith_text explanation;  ///< for people
  size_t input;           ///< which input of pith_merge; else PITH_NO_INPUT
  int has_event_id;       ///< 1 where it is about one event, else 0
  pith_sha256 event_id;   ///< the event that it is about, if has_event_id
} pith_warning;

/// One signer's several answers in one place. SPEC 7.3.
typedef struct pith_equivocation {
  pith_text event_type;   ///< of all of them
  pith_text target;       ///< the same
  pith_text signer_json;  ///< canonical
  int has_position;       ///< 1 where they follow an event, else 0
  pith_sha256 position;   ///< the event that all of them follow, if has_position
  int is_resolved;        ///< 1 where at most one of them is live, else 0
  size_t event_count;     ///< two or more
} pith_equivocation;

/// The record.
PITH_API pith_text pith_state_pith_number(const pith_state* state);
/// The exact bytes of the state document, without a newline. SPEC 8.2.
PITH_API pith_text pith_state_document(const pith_state* state);
/// `state_sha256`: SPEC 8.3.
PITH_API pith_error_code pith_state_sha256(const pith_state* state, pith_sha256* out, pith_error* error);
/// `input_sha256`, which tells 'different input' from 'different merge': SPEC 9.6.
PITH_API pith_error_code pith_state_input_sha256(const pith_state* state, pith_sha256* out, pith_error* error);
/// The distinct events, invalid ones included.
PITH_API size_t pith_state_event_count(const pith_state* state);
/// How many events are valid.
PITH_API size_t pith_state_applied_event_count(const pith_state* state);
/// Valid event `index`, from 0, in application order. SPEC 5.2.
PITH_API pith_error_code pith_state_applied_event(const pith_state* state, size_t index, pith_sha256* out,
                                                  pith_error* error);
/// How many events are not.
PITH_API size_t pith_state_invalid_event_count(const pith_state* state);
/// Invalid event `index`, from 0, by id.
PITH_API pith_error_code pith_state_invalid_event(const pith_state* state, size_t index, pith_event* out,
                                                  pith_error* error);
/// How many entries `equivocations` has.
PITH_API size_t pith_state_equivocation_count(const pith_state* state);
/// Equivocation `index`, from 0, in the document's order.
PITH_API pith_error_code pith_state_equivocation(const pith_state* state, size_t index, pith_equivocation* out,
                                                 pith_error* error);
/// Event `index` of that equivocation, both from 0, by id.
PITH_API pith_error_code pith_state_equivocation_event(const pith_state* state, size_t equivocation, size_t index,
                                                       pith_sha256* out, pith_error* error);
/// How many warnings there are.
PITH_API size_t pith_state_warning_count(const pith_state* state);
/// Warning `index`, from 0, in a fixed order.
PITH_API pith_error_code pith_state_warning(const pith_state* state, size_t index, pith_warning* out,
                                            pith_error* error);
/// Frees it; that of a report is the report's. Null: does nothing.
PITH_API void pith_state_free(pith_state* state);

// Merging. SPEC 5 to 7, 9.5.

/// A flag: leave out, uncounted, what no trusted key signed. SPEC 8.4.
#define PITH_AUTHENTIC_ONLY 1U
/// A flag: believe the keys that bundles list. SPEC 3.5.
#define PITH_TRUST_BUNDLE_KEYS 2U

/// The state of whole files: bundles, events, arrays of these, or NDJSON, told apart by content. Their order and
/// repetition mean nothing. `inputs` may be null if `input_count` is 0. The subject is a Pith Number, or the empty text
/// for the one that the inputs name. `flags` are those two, or 0. Inputs are copied.
/// An input that is refused in any part is the error; error->input says which, and the place is in it.
PITH_API pith_error_code pith_merge(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                                    pith_text subject, uint32_t flags, pith_state** out, pith_error* error);

// Whole bundles. SPEC 9.

/// A parsed bundle. Never changes.
typedef struct pith_bundle pith_bundle;
/// What a whole-bundle check found. Never changes.
typedef struct pith_report pith_report;

/// One check, by its stable name. SPEC 9.4. `source_aliases`, `public_keys`, `receipt` and `events` stand in a report
/// once for each kind of alias, key, receipt or event at fault, or once where they hold; `receipt` not at all where
/// there is none. Of more than a hundred at fault the first hundred stand there, and then one that says in `actual` how
/// many more, with the pointer of them all.
typedef struct pith_check {
  pith_text name;      ///< stable
  int ok;              ///< 1 where it holds, else 0
  pith_text expected;  ///< what the rules give; none where the check holds or there is no value
  pith_text actual;    ///< what the bundle says, or what is wrong with it; or none
  pith_text pointer;   ///< RFC 6901, into the bundle
} pith_check;

/// PITH_ERROR_NOT_A_BUNDLE for other documents. Copies the text.
PITH_API pith_error_code pith_bundle_parse(pith_text json, pith_bundle** out, pith_error* error);
/// As it stands there, in whatever form.
PITH_API pith_text pith_bundle_pith_number(const pith_bundle* bundle);
/// Recomputes everything that can be. `flags` is PITH_TRUST_BUNDLE_KEYS or 0. That a bundle does not hold is no error.
PITH_API pith_error_code pith_bundle_verify(const pith_bundle* bundle, const pith_keyring* keyring, uint32_t flags,
                                            pith_report** out, pith_error* error);
/// Frees it. Null: does nothing.
PITH_API void pith_bundle_free(pith_bundle* bundle);

/// 1 where every check holds, else 0.
PITH_API int pith_report_ok(const pith_report* report);
/// The recomputed state, with the bundle's own aliases. Borrowed; null for null.
PITH_API const pith_state* pith_report_state(const pith_report* report);
/// The hash of the state of the authentic events alone: the same whatever junk was added. SPEC 8.4.
PITH_API pith_error_code pith_report_authentic_state_sha256(const pith_report* report, pith_sha256* out,
                                                            pith_error* error);
/// How many checks there are.
PITH_API size_t pith_report_check_count(const pith_report* report);
/// Check `index`, from 0, in a fixed order.
PITH_API pith_error_code pith_report_check(const pith_report* report, size_t index, pith_check* out, pith_error* error);
/// How many distinct events the bundle has.
PITH_API size_t pith_report_event_count(const pith_report* report);
/// Event `index`, from 0, in the order of the bundle.
PITH_API pith_error_code pith_report_event(const pith_report* report, size_t index, pith_event* out, pith_error* error);
/// How many keys it rests on.
PITH_API size_t pith_report_key_count(const pith_report* report);
/// Key `index` of these, from 0.
PITH_API pith_error_code pith_report_key(const pith_report* report, size_t index, pith_key* out, pith_error* error);
/// How many warnings there are.
PITH_API size_t pith_report_warning_count(const pith_report* report);
/// Warning `index`, from 0, in words that its stable code and a colon lead: `no_receipt` where no event has a receipt,
/// or a code that pith_state_warning gives.
PITH_API pith_error_code pith_report_warning(const pith_report* report, size_t index, pith_text* out,
                                             pith_error* error);
/// Frees it, and its state. Null: does nothing.
PITH_API void pith_report_free(pith_report* report);

// Event sets: the events of one record, added in any order, merged in any grouping. SPEC 10.1, 10.2.

/// The events of one record, with its aliases.
typedef struct pith_event_set pith_event_set;

/// Needs a Pith Number. The keyring is copied.
PITH_API pith_error_code pith_event_set_new(pith_text pith_number, const pith_keyring* keyring, pith_event_set** out,
                                            pith_error* error);
/// Adds one event, any JSON value. `*out`, unless null, is what is known of it so far: its links are not looked at,
/// and `pointer` is none. Nothing is added where the JSON is refused.
PITH_API pith_error_code pith_event_set_add(pith_event_set* events, pith_text json, pith_event* out, pith_error* error);
/// Adds all events of a bundle, and its aliases if it is of this record and its signature holds under a registry key:
/// SPEC 6.5. Why aliases were left out stands in the warnings of each state from then on.
PITH_API pith_error_code pith_event_set_add_bundle(pith_event_set* events, const pith_bundle* bundle,
                                                   pith_error* error);
/// Adds an alias on the caller's word. All three are UTF-8; one whose time is no instant gets a warning. SPEC 6.5.
PITH_API pith_error_code pith_event_set_add_alias(pith_event_set* events, pith_text kind, pith_text value,
                                                  pith_text created_at, pith_error* error);
/// Adds all of another set, which is copied, and may be the same one. PITH_ERROR_DIFFERENT_SETS unless subject and
/// keyring are equal.
PITH_API pith_error_code pith_event_set_merge(pith_event_set* events, const pith_event_set* other, pith_error* error);
/// The state of all that was added so far. `flags` is PITH_AUTHENTIC_ONLY or 0.
PITH_API pith_error_code pith_event_set_state(const pith_event_set* events, uint32_t flags, pith_state** out,
                                              pith_error* error);
/// Frees it. Null: does nothing.
PITH_API void pith_event_set_free(pith_event_set* events);

#ifdef __cplusplus
}
#endif

#endif
