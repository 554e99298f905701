#ifndef PITH_TESTS_CAPI_CHECK_H
#define PITH_TESTS_CAPI_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pith/c.h"

/// The files that the program was given.
typedef struct job_files {
  pith_text bundle;        // a real one
  pith_text keys;          // of the signers in `equivocating`
  pith_text equivocating;  // a bundle whose state has an equivocation
  pith_text expected;      // that state's document
} job_files;

#define CHECK(condition)                                                            \
  do {                                                                              \
    if (!(condition)) {                                                             \
      fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                      \
    }                                                                               \
  } while (0)

static inline pith_text text_of(const char* characters) {
  const pith_text text = {characters, strlen(characters)};
  return text;
}

static inline pith_text buffer_text(const pith_buffer* buffer) {
  const pith_text text = {buffer->data, buffer->size_bytes};
  return text;
}

static inline int is_equal(pith_text left, pith_text right) {
  return left.size_bytes == right.size_bytes &&
         (left.size_bytes == 0 || memcmp(left.data, right.data, left.size_bytes) == 0);
}

/// Each checks what the header says, and ends the program if a check fails.
void check_names_and_json(void);
void check_keyrings(const job_files* files);
void check_bundles(const job_files* files);
void check_merging(const job_files* files);
void check_event_sets(const job_files* files);
void check_audits(const job_files* files);
void check_diff(const job_files* files);
void check_evidence(const job_files* files);
void check_signing(void);
void check_minimising(const job_files* files);
void check_graph(const job_files* files);
void check_publishing(const job_files* files);
void check_null_arguments(const job_files* files);
void check_failing_allocations(const job_files* files, int is_every_allocation);

#endif
