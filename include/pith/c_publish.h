#ifndef PITH_C_PUBLISH_H
#define PITH_C_PUBLISH_H

/// @file
/// Publishing in C: what an event would do, the union of inputs as one bundle, and the signature around a bundle.
/// pith/c.h includes this header, and has the conventions. docs/json.md describes the reports.

#include "pith/c.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What merging the inputs and an event would show, compared with merging the inputs alone: would the event be valid,
/// what would it supersede, would it equivocate, and which links would avoid that. Sets *out to what
/// `pith-merge would-fork --json` prints, without a newline.
/// Needs: `inputs` and `subject` as for pith_merge; if no subject is given, and the inputs name none, it is that of the
/// event. `event` is one draft, which has no envelope and is judged as if it were signed, or one signed event. `flags`
/// is PITH_TRUST_BUNDLE_KEYS or 0.
/// Errors: as pith_merge(). For the event those of the JSON, or PITH_ERROR_NOT_AN_EVENT, with a place and with
/// PITH_NO_INPUT. Lifetime: pith_buffer_free frees *out. Cost: little more than that of pith_merge().
PITH_API pith_error_code pith_would_fork(const pith_keyring* keyring, pith_text event, const pith_text* inputs,
                                         size_t input_count, pith_text subject, uint32_t flags, pith_buffer* out,
                                         pith_error* error);

/// The union of inputs as one bundle, which is not signed: every event, one copy of each, and what follows from these.
/// The order, grouping, repetition and spelling of the inputs make no difference. pith/union_bundle.h says what it has.
/// Sets *out to the bundle in canonical form, and *report to JSON of the format `pith-merge.bundle.v1`, which says what
/// is left out; both without a newline.
/// Needs: `inputs` and `subject` as for pith_merge. `built_at` is an instant, or empty: then the bundle does not have
/// it. `signing_key` is the key entry of who will sign the bundle, as JSON, or empty; the bundle lists it. `flags` is
/// PITH_TRUST_BUNDLE_KEYS or 0. `report` may be null.
/// Errors: as pith_merge(). With PITH_NO_INPUT: those of the signing key, and PITH_ERROR_UNREADABLE if the bundle is
/// over the size limit. Lifetime: pith_buffer_free frees both. Cost: that of pith_merge(), and the inputs are parsed
/// once more. Of an event with several different copies, each is verified.
PITH_API pith_error_code pith_union_bundle(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                                           pith_text subject, pith_text built_at, pith_text signing_key, uint32_t flags,
                                           pith_buffer* out, pith_buffer* report, pith_error* error);

/// What a bundle's signature is over: its 32 bytes are the message. SPEC 9.2. Sets *out to the hash of the bundle
/// without `bundle_signature`.
/// Errors: as pith_bundle_parse(). Cost: n log n.
PITH_API pith_error_code pith_bundle_digest(const pith_context* context, pith_text bundle, pith_sha256* out,
                                            pith_error* error);

/// A bundle with a signature over its pith_bundle_digest(), in place of any that it has. Sets *out to the bundle in
/// canonical form, without a newline. Does not check the signature: pith_bundle_verify() does.
/// Needs: the other texts are UTF-8. `key_id` and `fingerprint` name the key. `signature_b64` is 64 bytes in base64.
/// `signed_at` is an instant, or empty: then it is left out. Nothing signs it.
/// Errors: as pith_bundle_parse(). Lifetime: pith_buffer_free frees *out. Cost: n log n.
PITH_API pith_error_code pith_bundle_add_signature(const pith_context* context, pith_text bundle, pith_text key_id,
                                                   pith_text fingerprint, pith_text signature_b64, pith_text signed_at,
                                                   pith_buffer* out, pith_error* error);

#ifdef __cplusplus
}
#endif

#endif
