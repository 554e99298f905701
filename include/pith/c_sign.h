#ifndef PITH_C_SIGN_H
#define PITH_C_SIGN_H

/// @file
/// Completing a draft in C: the digest to sign, and the event with the envelope around a signature. SPEC 4.2. The
/// private key stays with the caller, for example in a hardware key. pith/c.h includes this header, and has the
/// conventions.
///
/// A draft is the whole content of an event, without its envelope. Only `key_id` and `public_key_fingerprint` of its
/// `signer` may be missing: they are filled in. A key is its `key_id`, at most 1,024 bytes of UTF-8, and the 32 bytes
/// of its public half.

#include "pith/c.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Sets *out to the content digest of a draft: the 32 bytes to sign with Ed25519. SPEC 4.2.
/// Needs: `public_key` has 32 bytes; `reason` may be null.
/// Errors: PITH_ERROR_BAD_KEY without a place, if no keyring would take the key. PITH_ERROR_NOT_A_DRAFT with the place,
/// if the draft is not an object, has a member of the envelope, or names another key as its signer's.
/// PITH_ERROR_NOT_ACCEPTED, if no signature would make it an event that passes SPEC 4.5 to 4.8 under this key, bound to
/// the signer that the draft names; then *reason is the check that fails, and otherwise PITH_REASON_NONE. What depends
/// on other events is not checked: whether `prev_event` is valid, and whether the event forks.
/// Cost: one signature verification.
PITH_API pith_error_code pith_draft_digest(const pith_context* context, pith_text draft, pith_text key_id,
                                           pith_text public_key, pith_sha256* out, pith_reason* reason,
                                           pith_error* error);
/// Sets *out to the event: the draft with the envelope around a signature, in canonical form, without a newline.
/// Needs: `public_key` has 32 bytes, `signature` has 64, and `signed_at` is an instant (SPEC 4.4); nothing signs it.
/// `reason` may be null. Errors: as pith_draft_digest(), also with PITH_REASON_BAD_SIGNATURE if the signature does not
/// hold. Lifetime: pith_buffer_free frees *out. Cost: one signature verification.
PITH_API pith_error_code pith_draft_complete(const pith_context* context, pith_text draft, pith_text key_id,
                                             pith_text public_key, pith_text signature, pith_text signed_at,
                                             pith_buffer* out, pith_reason* reason, pith_error* error);
/// Sets *out to the key's entry for a keyring, in canonical form, without a newline. It binds the key to nothing:
/// whoever trusts the key adds `signer_id` and `signer_type`. SPEC 3.1, 3.3.
/// Needs: `public_key` has 32 bytes. Errors: PITH_ERROR_BAD_KEY without a place, if no keyring would take it.
/// Lifetime: pith_buffer_free frees *out.
PITH_API pith_error_code pith_key_entry(const pith_context* context, pith_text key_id, pith_text public_key,
                                        pith_buffer* out, pith_error* error);

#ifdef __cplusplus
}
#endif

#endif
