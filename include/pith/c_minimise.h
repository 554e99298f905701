#ifndef PITH_C_MINIMISE_H
#define PITH_C_MINIMISE_H

/// @file
/// The smallest input for which something still fails, in C. pith/c.h includes this header, and has the conventions.

#include "pith/c.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What a function of the caller found out about a candidate. Any other number counts as PITH_TRIAL_STOP.
typedef enum pith_trial {
  PITH_TRIAL_PASSES = 0,  ///< it does not fail
  PITH_TRIAL_FAILS = 1,   ///< it fails, as the whole input does
  PITH_TRIAL_STOP = 2,    ///< no more candidates are wanted
} pith_trial;

/// An input to try. Valid during the call alone.
typedef struct pith_candidate {
  pith_text input;     ///< as an input of pith_merge: NDJSON, one bundle or event in each line, in canonical form
  size_t event_count;  ///< the events in it, copies and events of bundles included
  size_t run;          ///< how many candidates were tried, this one included
} pith_candidate;

/// Tries a candidate, and returns a pith_trial. `user` is what pith_minimise was given. It must return: no exception
/// and no longjmp may pass through the library.
typedef int (*pith_try_candidate)(void* user, const pith_candidate* candidate);

/// What pith_minimise found.
typedef struct pith_minimised {
  int is_failing;            ///< 1 if a candidate failed; else 0, and there is no input
  int is_stopped;            ///< 1 if the caller ended it, else 0
  size_t event_count;        ///< the events in the smallest candidate that failed
  size_t given_event_count;  ///< the events in the first candidate, which has everything
  size_t given_size_bytes;   ///< the size of that one
  size_t run_count;          ///< how many candidates were tried
} pith_minimised;

/// Removes bundles and events, members of bundles, and members of payloads while the rest still fails. The first
/// candidate has everything. Sets *out to the smallest candidate that failed, or to nothing if not even the first did.
/// pith/minimise.h says what is removed, and how many candidates that takes.
/// Errors: as pith_merge(), with error->input, apart from those about the subject. Lifetime: pith_buffer_free frees
/// *out. Thread safety: calls `try_candidate` in the thread of the caller.
PITH_API pith_error_code pith_minimise(const pith_text* inputs, size_t input_count, pith_try_candidate try_candidate,
                                       void* user, pith_buffer* out, pith_minimised* found, pith_error* error);
/// A conformance vector of the kind `input` about one input, as JSON in ASCII: with the keys, the subject and what this
/// library makes of the input. Needs a subject that is empty, or a Pith Number. Lifetime: pith_buffer_free frees *out.
/// Cost: that of pith_merge().
PITH_API pith_error_code pith_input_vector(const pith_keyring* keyring, pith_text input, pith_text subject,
                                           pith_buffer* out, pith_error* error);

#ifdef __cplusplus
}
#endif

#endif
