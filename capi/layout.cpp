#include <cstddef>

#include "pith/c.h"

// The layout of each structure on machines whose pointers and sizes have 64 bits. Compiled programs rely on it as long
// as PITH_ABI_VERSION is the same. The Python package repeats it, and one of its tests compares the two. At the end is
// what the JavaScript package relies on, for WebAssembly.

#if SIZE_MAX == 0xFFFFFFFFFFFFFFFF
static_assert(sizeof(pith_error_code) == 4 && sizeof(pith_key_origin) == 4 && sizeof(pith_reason) == 4);

static_assert(sizeof(pith_text) == 16);
static_assert(offsetof(pith_text, size_bytes) == 8);

static_assert(sizeof(pith_buffer) == 16);
static_assert(offsetof(pith_buffer, size_bytes) == 8);

static_assert(sizeof(pith_error) == 296);
static_assert(offsetof(pith_error, input) == 8);
static_assert(offsetof(pith_error, offset_bytes) == 16);
static_assert(offsetof(pith_error, line) == 24);
static_assert(offsetof(pith_error, column) == 32);
static_assert(offsetof(pith_error, message) == 40);

static_assert(sizeof(pith_sha256) == 32);

static_assert(sizeof(pith_key) == 88);
static_assert(offsetof(pith_key, fingerprint) == 16);
static_assert(offsetof(pith_key, signer_id) == 32);
static_assert(offsetof(pith_key, signer_type) == 48);
static_assert(offsetof(pith_key, rotates_at) == 64);
static_assert(offsetof(pith_key, origin) == 80);

static_assert(sizeof(pith_event) == 56);
static_assert(offsetof(pith_event, reason) == 32);
static_assert(offsetof(pith_event, pointer) == 40);

static_assert(sizeof(pith_warning) == 80);
static_assert(offsetof(pith_warning, explanation) == 16);
static_assert(offsetof(pith_warning, input) == 32);
static_assert(offsetof(pith_warning, has_event_id) == 40);
static_assert(offsetof(pith_warning, event_id) == 44);

static_assert(sizeof(pith_equivocation) == 96);
static_assert(offsetof(pith_equivocation, target) == 16);
static_assert(offsetof(pith_equivocation, signer_json) == 32);
static_assert(offsetof(pith_equivocation, has_position) == 48);
static_assert(offsetof(pith_equivocation, position) == 52);
static_assert(offsetof(pith_equivocation, is_resolved) == 84);
static_assert(offsetof(pith_equivocation, event_count) == 88);

static_assert(sizeof(pith_check) == 72);
static_assert(offsetof(pith_check, ok) == 16);
static_assert(offsetof(pith_check, expected) == 24);
static_assert(offsetof(pith_check, actual) == 40);
static_assert(offsetof(pith_check, pointer) == 56);

static_assert(sizeof(pith_candidate) == 32);
static_assert(offsetof(pith_candidate, event_count) == 16);
static_assert(offsetof(pith_candidate, run) == 24);

static_assert(sizeof(pith_minimised) == 40);
static_assert(offsetof(pith_minimised, is_stopped) == 4);
static_assert(offsetof(pith_minimised, event_count) == 8);
static_assert(offsetof(pith_minimised, given_event_count) == 16);
static_assert(offsetof(pith_minimised, given_size_bytes) == 24);
static_assert(offsetof(pith_minimised, run_count) == 32);
#elif SIZE_MAX == 0xFFFFFFFF
// The JavaScript package repeats these.
static_assert(sizeof(pith_text) == 8 && offsetof(pith_text, size_bytes) == 4);
static_assert(sizeof(pith_buffer) == 8 && offsetof(pith_buffer, size_bytes) == 4);

static_assert(sizeof(pith_error) == 276);
static_assert(offsetof(pith_error, input) == 4);
static_assert(offsetof(pith_error, offset_bytes) == 8);
static_assert(offsetof(pith_error, line) == 12);
static_assert(offsetof(pith_error, column) == 16);
static_assert(offsetof(pith_error, message) == 20);

static_assert(sizeof(pith_key) == 44);
static_assert(offsetof(pith_key, fingerprint) == 8);
static_assert(offsetof(pith_key, signer_id) == 16);
static_assert(offsetof(pith_key, signer_type) == 24);
static_assert(offsetof(pith_key, rotates_at) == 32);
static_assert(offsetof(pith_key, origin) == 40);

static_assert(sizeof(pith_event) == 44);
static_assert(offsetof(pith_event, reason) == 32);
static_assert(offsetof(pith_event, pointer) == 36);

static_assert(sizeof(pith_warning) == 56);
static_assert(offsetof(pith_warning, explanation) == 8);
static_assert(offsetof(pith_warning, input) == 16);
static_assert(offsetof(pith_warning, has_event_id) == 20);
static_assert(offsetof(pith_warning, event_id) == 24);
#endif
