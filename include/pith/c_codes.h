#ifndef PITH_C_CODES_H
#define PITH_C_CODES_H

/// @file
/// The numbers of the C interface, and their names. pith/c.h includes this header, and has the conventions. Compiled
/// programs contain these numbers, so a number never changes; new ones are added.

#include <stdint.h>

#include "pith/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Values and names never change; new ones are added. Bad input (SPEC 1.4, 9.5) is below 64, a failing machine from 64
/// on, a caller's mistake from 128 on: they are never mixed.
typedef enum pith_error_code {
  PITH_OK = 0,                         ///< no error
  PITH_ERROR_SYNTAX = 1,               ///< malformed JSON, or JSON that stops early
  PITH_ERROR_TRAILING_DATA = 2,        ///< something other than white space follows the value
  PITH_ERROR_BYTE_ORDER_MARK = 3,      ///< the document starts with U+FEFF
  PITH_ERROR_INVALID_UTF8 = 4,         ///< bytes that are not UTF-8
  PITH_ERROR_LONE_SURROGATE = 5,       ///< an escape that leaves half of a surrogate pair
  PITH_ERROR_DUPLICATE_KEY = 6,        ///< a key appears twice in one object
  PITH_ERROR_NUMBER_OUT_OF_RANGE = 7,  ///< NaN, an infinity, too many digits, too long an exponent
  PITH_ERROR_DEPTH_EXCEEDED = 8,       ///< more nested containers than the limit
  PITH_ERROR_NOT_A_BUNDLE = 9,         ///< a bundle was expected
  PITH_ERROR_NOT_AN_EVENT = 10,        ///< neither an event, nor a bundle, nor an array of these
  PITH_ERROR_BAD_KEY = 11,             ///< a key entry that cannot be trusted
  PITH_ERROR_NO_SUBJECT = 12,          ///< nothing names the record to merge
  PITH_ERROR_SEVERAL_SUBJECTS = 13,    ///< the inputs name more than one record
  PITH_ERROR_UNREADABLE = 14,          ///< larger than 2,147,483,647 bytes
  PITH_ERROR_EMPTY = 15,               ///< nothing to read, such as an empty file; callers find it: pith_audit_refusal
  PITH_ERROR_NOT_FOUND = 16,           ///< the document has no value at that JSON Pointer, or the input no such event
  PITH_ERROR_TOO_LARGE = 17,           ///< larger than the caller allows; callers find it: pith_audit_refusal
  PITH_ERROR_NOT_A_VERDICT = 18,       ///< a line of an audit, or of a digest of a mirror, was expected
  PITH_ERROR_NOT_EVIDENCE = 19,        ///< evidence was expected, SPEC 12
  PITH_ERROR_AMBIGUOUS = 20,           ///< several events have an id that begins like that
  PITH_ERROR_NOT_A_DRAFT = 21,         ///< the content of one event was expected, by the signer whose key is given
  PITH_ERROR_NOT_ACCEPTED = 22,        ///< the event that is to be signed would not be valid
  PITH_ERROR_OUT_OF_MEMORY = 64,       ///< the machine has no more memory
  PITH_ERROR_SYSTEM_FAILURE = 65,      ///< the cryptographic library failed, or lacks SHA-256 or Ed25519; a set is full
  PITH_ERROR_INTERNAL = 66,            ///< a bug in this library
  PITH_ERROR_INVALID_ARGUMENT = 128,   ///< the caller's mistake; the message says which
  PITH_ERROR_DIFFERENT_SETS = 129      ///< event sets with different subjects or keyrings cannot be merged
} pith_error_code;

/// `ok`, or the code's name in lower case without PITH_ERROR_: `duplicate_key`. Returns: `unknown` for another number.
/// Lifetime: static storage.
PITH_API const char* pith_error_name(uint32_t code);

/// Why an event is not valid: the first check that fails, in the order of the checks. SPEC 4.5 to 4.9.
typedef enum pith_reason {
  PITH_REASON_NONE = 0,                        ///< the event is valid
  PITH_REASON_MALFORMED = 1,                   ///< does not have the form of an event
  PITH_REASON_LIMIT_EXCEEDED = 2,              ///< content too large, nested too deeply, or with too many links
  PITH_REASON_UNSUPPORTED_SCHEMA_VERSION = 3,  ///< a schema version that these rules do not know
  PITH_REASON_SUBJECT_MISMATCH = 4,            ///< about another record
  PITH_REASON_UNKNOWN_KEY = 5,                 ///< names no trusted key
  PITH_REASON_SIGNER_MISMATCH = 6,             ///< the key is bound to another signer
  PITH_REASON_KEY_EXPIRED = 7,                 ///< created_at is not before the key's rotates_at
  PITH_REASON_NOT_AUTHORISED = 8,              ///< creates a record without a registry key
  PITH_REASON_RECORD_MISMATCH = 9,             ///< creates a record other than the subject
  PITH_REASON_CONTENT_HASH_MISMATCH = 10,      ///< the envelope states another hash
  PITH_REASON_EVENT_ID_MISMATCH = 11,          ///< the envelope states another id
  PITH_REASON_BAD_SIGNATURE = 12,              ///< the signature does not hold
  PITH_REASON_BAD_RECEIPT = 13,                ///< authentic, but its receipt does not hold
  PITH_REASON_PREV_EVENT_UNRESOLVED = 14       ///< authentic, but follows an event that is missing or not valid
} pith_reason;

/// The reason's name as in state documents, for example `bad_signature`.
/// Returns: null for PITH_REASON_NONE and for a number that is not a reason. Lifetime: static storage.
PITH_API const char* pith_reason_name(uint32_t reason);

/// What a new keyring holds.
typedef enum pith_keyring_start {
  PITH_KEYRING_EMPTY = 0,    ///< no keys
  PITH_KEYRING_REGISTRY = 1  ///< the built-in key, SPEC 3.4
} pith_keyring_start;

/// Where a trusted key comes from, and so who vouches for it.
typedef enum pith_key_origin {
  PITH_KEY_BUILT_IN = 0,  ///< the registry's key, part of this library
  PITH_KEY_GIVEN = 1,     ///< added by the caller
  PITH_KEY_BUNDLE = 2     ///< taken from a bundle because the caller asked for it: it vouches for itself
} pith_key_origin;

/// A flag: leave out, and do not count, what no trusted key signed; and leave out all aliases. SPEC 8.4.
#define PITH_AUTHENTIC_ONLY 1U
/// A flag: trust the keys that bundles list. SPEC 3.5.
#define PITH_TRUST_BUNDLE_KEYS 2U

#ifdef __cplusplus
}
#endif

#endif
