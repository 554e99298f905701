#include "pith/c.h"

// The number of each code, reason and flag. Compiled programs, in any language, contain these numbers.

static_assert(PITH_ABI_VERSION == 1);
static_assert(PITH_AUTHENTIC_ONLY == 1);
static_assert(PITH_TRUST_BUNDLE_KEYS == 2);

static_assert(PITH_OK == 0);
static_assert(PITH_ERROR_SYNTAX == 1);
static_assert(PITH_ERROR_TRAILING_DATA == 2);
static_assert(PITH_ERROR_BYTE_ORDER_MARK == 3);
static_assert(PITH_ERROR_INVALID_UTF8 == 4);
static_assert(PITH_ERROR_LONE_SURROGATE == 5);
static_assert(PITH_ERROR_DUPLICATE_KEY == 6);
static_assert(PITH_ERROR_NUMBER_OUT_OF_RANGE == 7);
static_assert(PITH_ERROR_DEPTH_EXCEEDED == 8);
static_assert(PITH_ERROR_NOT_A_BUNDLE == 9);
static_assert(PITH_ERROR_NOT_AN_EVENT == 10);
static_assert(PITH_ERROR_BAD_KEY == 11);
static_assert(PITH_ERROR_NO_SUBJECT == 12);
static_assert(PITH_ERROR_SEVERAL_SUBJECTS == 13);
static_assert(PITH_ERROR_UNREADABLE == 14);
static_assert(PITH_ERROR_EMPTY == 15);
static_assert(PITH_ERROR_NOT_FOUND == 16);
static_assert(PITH_ERROR_TOO_LARGE == 17);
static_assert(PITH_ERROR_NOT_A_VERDICT == 18);
static_assert(PITH_ERROR_NOT_EVIDENCE == 19);
static_assert(PITH_ERROR_AMBIGUOUS == 20);
static_assert(PITH_ERROR_NOT_A_DRAFT == 21);
static_assert(PITH_ERROR_NOT_ACCEPTED == 22);
static_assert(PITH_ERROR_OUT_OF_MEMORY == 64);
static_assert(PITH_ERROR_SYSTEM_FAILURE == 65);
static_assert(PITH_ERROR_INTERNAL == 66);
static_assert(PITH_ERROR_INVALID_ARGUMENT == 128);
static_assert(PITH_ERROR_DIFFERENT_SETS == 129);

static_assert(PITH_KEYRING_EMPTY == 0);
static_assert(PITH_KEYRING_REGISTRY == 1);

static_assert(PITH_KEY_BUILT_IN == 0);
static_assert(PITH_KEY_GIVEN == 1);
static_assert(PITH_KEY_BUNDLE == 2);

static_assert(PITH_TRIAL_PASSES == 0);
static_assert(PITH_TRIAL_FAILS == 1);
static_assert(PITH_TRIAL_STOP == 2);

static_assert(PITH_GRAPH_SVG == 0);
static_assert(PITH_GRAPH_HTML == 1);
static_assert(PITH_GRAPH_DOT == 2);

static_assert(PITH_REASON_NONE == 0);
static_assert(PITH_REASON_MALFORMED == 1);
static_assert(PITH_REASON_LIMIT_EXCEEDED == 2);
static_assert(PITH_REASON_UNSUPPORTED_SCHEMA_VERSION == 3);
static_assert(PITH_REASON_SUBJECT_MISMATCH == 4);
static_assert(PITH_REASON_UNKNOWN_KEY == 5);
static_assert(PITH_REASON_SIGNER_MISMATCH == 6);
static_assert(PITH_REASON_KEY_EXPIRED == 7);
static_assert(PITH_REASON_NOT_AUTHORISED == 8);
static_assert(PITH_REASON_RECORD_MISMATCH == 9);
static_assert(PITH_REASON_CONTENT_HASH_MISMATCH == 10);
static_assert(PITH_REASON_EVENT_ID_MISMATCH == 11);
static_assert(PITH_REASON_BAD_SIGNATURE == 12);
static_assert(PITH_REASON_BAD_RECEIPT == 13);
static_assert(PITH_REASON_PREV_EVENT_UNRESOLVED == 14);
