#ifndef PITH_C_AUDIT_H
#define PITH_C_AUDIT_H

/// @file
/// Auditing many documents in C: a verdict on each as a line of JSON, counts over lines, and the digest of a mirror.
/// pith/c.h includes this header, and has the conventions. docs/json.md describes the lines.

#include "pith/c.h"

#ifdef __cplusplus
extern "C" {
#endif

// Verdicts.

/// Audits one document: parses it, verifies it as a bundle, and writes the verdict as a line without a newline, of the
/// format `pith-merge.audit.v1`. What is wrong with the document is part of the line.
/// Returns: PITH_OK whether the bundle holds or not, and also if there is no bundle.
/// Needs: `source` is what the line says about where the document is; any bytes. `flags` is PITH_TRUST_BUNDLE_KEYS or
/// 0. Lifetime: pith_buffer_free frees *out. Cost: that of parsing and verifying it, and of its hash.
PITH_API pith_error_code pith_audit(const pith_keyring* keyring, pith_text document, pith_text source, uint32_t flags,
                                    pith_buffer* out, pith_error* error);
/// The line of a document that could not be read: `code` says why, and `explanation` says it for people.
/// Needs: `code` is PITH_ERROR_TOO_LARGE, PITH_ERROR_UNREADABLE or PITH_ERROR_EMPTY.
/// Lifetime: pith_buffer_free frees *out.
PITH_API pith_error_code pith_audit_refusal(uint32_t code, pith_text explanation, pith_text source, pith_buffer* out,
                                            pith_error* error);
/// 1 if a document is another file that mirrors have beside bundles: an object with `state_type` or `manifest_type`,
/// and without `bundle_type`. Else 0, also if the machine fails. Cost: it is parsed.
PITH_API int pith_is_other_document(pith_text document);
/// What verdicts depend on, other than the documents, as a line of the format `pith-merge.audit-run.v1`. Audits may be
/// combined if these lines are equal.
/// Needs: `flags` is PITH_TRUST_BUNDLE_KEYS or 0. Lifetime: pith_buffer_free frees *out. Cost: linear in the keys.
PITH_API pith_error_code pith_audit_run(const pith_keyring* keyring, uint64_t max_document_bytes, uint32_t flags,
                                        pith_buffer* out, pith_error* error);

// The digest of a mirror: one hash over all bundles that hold, and hashes over parts of it.

/// A set of lines `pith_number SPACE state_sha256 NEWLINE`, one for each bundle that holds. Lines are added in any
/// order and any number of times, and parts are merged in any grouping. It takes at most 64 bytes for each distinct
/// line, and 128 KiB. After a failure of the machine during a change it can only be freed.
typedef struct pith_mirror_digest pith_mirror_digest;

/// Makes an empty digest.
PITH_API pith_error_code pith_mirror_digest_new(const pith_context* context, pith_mirror_digest** out,
                                                pith_error* error);
/// Adds the line of a bundle that holds. Needs: a Pith Number. Cost: log n.
PITH_API pith_error_code pith_mirror_digest_add(pith_mirror_digest* digest, pith_text pith_number,
                                                const pith_sha256* state_sha256, pith_error* error);
/// Adds lines as pith_mirror_digest_lines() writes them. Errors: PITH_ERROR_NOT_A_VERDICT, and nothing is added.
PITH_API pith_error_code pith_mirror_digest_add_lines(pith_mirror_digest* digest, pith_text lines, pith_error* error);
/// Adds the lines of another digest. Needs: `other` may be the same digest.
PITH_API pith_error_code pith_mirror_digest_merge(pith_mirror_digest* digest, const pith_mirror_digest* other,
                                                  pith_error* error);
/// The number of distinct lines.
PITH_API size_t pith_mirror_digest_size(const pith_mirror_digest* digest);
/// `mirror_sha256`: SHA-256 over the text of the groups. Cost: linear.
PITH_API pith_error_code pith_mirror_digest_sha256(const pith_mirror_digest* digest, pith_sha256* out,
                                                   pith_error* error);
/// The groups as text: for each first two characters of suffixes, in byte order, a line `PREFIX SPACE HASH NEWLINE`
/// with the SHA-256 over the lines of the group in byte order. Lifetime: pith_buffer_free frees *out. Cost: linear.
PITH_API pith_error_code pith_mirror_digest_groups(const pith_mirror_digest* digest, pith_buffer* out,
                                                   pith_error* error);
/// The lines of the group with this prefix, in byte order; of all groups if it is empty.
/// Lifetime: pith_buffer_free frees *out. Cost: linear in the result; 102 bytes for each line.
PITH_API pith_error_code pith_mirror_digest_lines(const pith_mirror_digest* digest, pith_text prefix, pith_buffer* out,
                                                  pith_error* error);
/// Frees a digest.
PITH_API void pith_mirror_digest_free(pith_mirror_digest* digest);

// Counts over verdicts.

/// Counts over lines, and their digest. It keeps no line that holds, and at most 1,000 that do not. After a failure of
/// the machine during a change it can only be freed.
typedef struct pith_audit_summary pith_audit_summary;

/// Makes an empty summary.
PITH_API pith_error_code pith_audit_summary_new(const pith_context* context, pith_audit_summary** out,
                                                pith_error* error);
/// Adds a line of the format `pith-merge.audit.v1`.
/// Errors: those of the JSON, or PITH_ERROR_NOT_A_VERDICT; then nothing is added.
PITH_API pith_error_code pith_audit_summary_add(pith_audit_summary* summary, pith_text line, pith_error* error);
/// Counts documents that have no line, because pith_is_other_document() is true of them.
PITH_API pith_error_code pith_audit_summary_add_other(pith_audit_summary* summary, uint64_t count, pith_error* error);
/// Adds a summary of other lines. Needs: not the same summary.
PITH_API pith_error_code pith_audit_summary_merge(pith_audit_summary* summary, const pith_audit_summary* other,
                                                  pith_error* error);
/// Adds a summary that pith_audit_summary_pack() wrote.
/// Errors: those of the JSON, or PITH_ERROR_NOT_A_VERDICT; then nothing is added.
PITH_API pith_error_code pith_audit_summary_merge_packed(pith_audit_summary* summary, pith_text packed,
                                                         pith_error* error);
/// The summary as text that another process can merge, with a library of the same version: the counts, the lines that
/// do not hold, and the lines of the digest. Lifetime: pith_buffer_free frees *out. Cost: linear; 102 bytes for each
/// distinct line of the digest.
PITH_API pith_error_code pith_audit_summary_pack(const pith_audit_summary* summary, pith_buffer* out,
                                                 pith_error* error);
/// The summary as JSON of the format `pith-merge.audit-summary.v1`, without a newline.
/// Needs: `run` is the line of pith_audit_run(). Errors: those of the JSON, or PITH_ERROR_NOT_A_VERDICT.
/// Lifetime: pith_buffer_free frees *out. Cost: linear.
PITH_API pith_error_code pith_audit_summary_json(const pith_audit_summary* summary, pith_text run, pith_buffer* out,
                                                 pith_error* error);
/// The digest of the bundles that hold. Lifetime: borrowed from the summary.
PITH_API const pith_mirror_digest* pith_audit_summary_digest(const pith_audit_summary* summary);
/// Frees a summary and its digest.
PITH_API void pith_audit_summary_free(pith_audit_summary* summary);

#ifdef __cplusplus
}
#endif

#endif
