#ifndef PITH_C_DIFF_H
#define PITH_C_DIFF_H

/// @file
/// Why two inputs give different states, in C. pith/c.h includes this header, and has the conventions. docs/json.md
/// describes the report.

#include "pith/c.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Says why two inputs give different states. Each is a state document or one input of pith_merge(); the kinds may be
/// mixed. Sets *equal to 1 if they give the same state, else to 0, and *report to JSON of the format
/// `pith-merge.diff.v1` with the kind `inputs`, without `file` and without a newline.
/// Returns: PITH_OK whether they differ or not.
/// Needs: `subject` is a Pith Number, or empty for the one that each input names. `flags` is PITH_TRUST_BUNDLE_KEYS or
/// 0.
/// Errors: those of pith_merge(), or PITH_ERROR_NOT_A_BUNDLE for a state document without a `pith_number`. error->input
/// is 0 for `a` and 1 for `b`. Lifetime: pith_buffer_free frees *report.
/// Cost: that of merging both, and n log n for the comparison.
PITH_API pith_error_code pith_diff(const pith_keyring* keyring, pith_text a, pith_text b, pith_text subject,
                                   uint32_t flags, int* equal, pith_buffer* report, pith_error* error);

#ifdef __cplusplus
}
#endif

#endif
