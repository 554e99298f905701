#ifndef PITH_C_EVIDENCE_H
#define PITH_C_EVIDENCE_H

/// @file
/// Evidence in C: a document that proves each equivocation by itself, and its check. SPEC 12. pith/c.h includes this
/// header, and has the conventions. docs/json.md describes the report.

#include "pith/c.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Merges inputs as pith_merge() does, and proves each entry of `equivocations` of their state. Sets *out to the
/// document in canonical form, without a newline, and *proof_count to the number of proofs. If there is none, *out is
/// empty.
/// Needs: as pith_merge(). `flags` is PITH_TRUST_BUNDLE_KEYS or 0. Errors: as pith_merge(), with error->input.
/// Lifetime: pith_buffer_free frees *out.
/// Cost: that of pith_merge(). If there is an equivocation, the inputs are parsed once more, and each copy of an event
/// of a proof is verified. A proof repeats two events, and an event may be in 64 proofs.
PITH_API pith_error_code pith_evidence(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                                       pith_text subject, uint32_t flags, pith_buffer* out, size_t* proof_count,
                                       pith_error* error);
/// Checks evidence. It needs nothing else. The keys inside are a claim, which counts only with PITH_TRUST_BUNDLE_KEYS.
/// Sets *ok to 1 if every proof holds, else to 0, and *report to JSON of the format `pith-merge.verify-evidence.v1`,
/// without a newline.
/// Returns: PITH_OK whether the proofs hold or not. Needs: `flags` is PITH_TRUST_BUNDLE_KEYS or 0.
/// Errors: those of the JSON, or PITH_ERROR_NOT_EVIDENCE with the place. Lifetime: pith_buffer_free frees *report.
/// Cost: one signature verification for each event.
PITH_API pith_error_code pith_evidence_verify(const pith_keyring* keyring, pith_text json, uint32_t flags, int* ok,
                                              pith_buffer* report, pith_error* error);

#ifdef __cplusplus
}
#endif

#endif
