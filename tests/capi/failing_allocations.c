// Runs a job once for each of its allocations, and lets only that allocation fail. Each call must then either succeed
// as if nothing had happened, or report a failure of the machine. Nothing may leak, and no error may blame the input.

#include "tests/capi/allocations.h"
#include "tests/capi/check.h"

/// OpenSSL makes thousands of allocations. Only each 23rd of them fails in the ordinary run. The stride is prime,
/// so that it does not coincide with a pattern of theirs.
enum { openssl_stride = 23, openssl_offset = 7 };

/// All handles of the job, so that they can be freed wherever it stops.
typedef struct job {
  pith_context* context;
  pith_keyring* keyring;
  pith_keyring* copy;
  pith_bundle* bundle;
  pith_report* report;
  pith_event_set* events;
  pith_event_set* more_events;
  pith_state* state;
  pith_state* merged;
  pith_mirror_digest* digest;
  pith_audit_summary* summary;
  pith_audit_summary* part;
  pith_buffer buffer;
  pith_buffer line;
  pith_buffer packed;
  pith_buffer evidence;
  pith_buffer graph;
  pith_buffer evidence_report;
  int evidence_ok;
  pith_buffer story;
  pith_buffer entry;
  pith_sha256 draft_digest;
  pith_buffer smallest;
  pith_buffer vector;
  pith_buffer difference;
  pith_buffer united;
  pith_buffer left_out;
  pith_buffer signed_bundle;
  pith_buffer judged;
  pith_error error;
} job;

#define STEP(call)            \
  do {                        \
    if ((call) != PITH_OK) {  \
      return job->error.code; \
    }                         \
  } while (0)

static pith_error_code make_handles(job* job, const job_files* files) {
  pith_error* const error = &job->error;
  STEP(pith_keyring_new(job->context, PITH_KEYRING_REGISTRY, &job->keyring, error));
  STEP(pith_keyring_copy(job->keyring, &job->copy, error));
  STEP(pith_keyring_add(job->keyring, files->keys, error));
  STEP(pith_canonical(files->keys, &job->buffer, error));
  STEP(pith_bundle_parse(files->bundle, &job->bundle, error));
  STEP(pith_bundle_verify(job->bundle, job->keyring, PITH_TRUST_BUNDLE_KEYS, &job->report, error));
  return PITH_OK;
}

static pith_error_code merge_all(job* job, const job_files* files) {
  pith_error* const error = &job->error;
  const pith_text number = pith_bundle_pith_number(job->bundle);
  STEP(pith_event_set_new(number, job->keyring, &job->events, error));
  STEP(pith_event_set_add_bundle(job->events, job->bundle, error));
  STEP(pith_event_set_new(number, job->keyring, &job->more_events, error));
  STEP(pith_event_set_add(job->more_events, files->keys, NULL, error));
  STEP(pith_event_set_add_alias(job->more_events, text_of("a"), text_of("b"), text_of("2020-01-01T00:00:00Z"), error));
  STEP(pith_event_set_merge(job->events, job->more_events, error));
  STEP(pith_event_set_state(job->events, 0, &job->state, error));
  STEP(pith_merge(job->keyring, &files->equivocating, 1, pith_no_text, 0, &job->merged, error));
  pith_sha256 event;
  char digits[65];
  STEP(pith_state_applied_event(job->merged, 0, &event, error));
  pith_sha256_hex(&event, digits);
  STEP(pith_explain(job->keyring, &files->equivocating, 1, pith_no_text, text_of(digits), 0, &job->story, error));
  return PITH_OK;
}

static pith_error_code audit_all(job* job, const job_files* files) {
  pith_error* const error = &job->error;
  STEP(pith_audit(job->keyring, files->bundle, text_of("a"), 0, &job->line, error));
  STEP(pith_audit_summary_new(job->context, &job->summary, error));
  STEP(pith_audit_summary_new(job->context, &job->part, error));
  STEP(pith_audit_summary_add(job->part, buffer_text(&job->line), error));
  STEP(pith_audit_summary_pack(job->part, &job->packed, error));
  STEP(pith_audit_summary_merge_packed(job->summary, buffer_text(&job->packed), error));
  STEP(pith_audit_summary_merge(job->summary, job->part, error));
  STEP(pith_mirror_digest_new(job->context, &job->digest, error));
  return pith_mirror_digest_merge(job->digest, pith_audit_summary_digest(job->summary), error);
}

static pith_error_code prove_all(job* job, const job_files* files) {
  size_t count;
  STEP(pith_evidence(job->keyring, &files->equivocating, 1, pith_no_text, 0, &job->evidence, &count, &job->error));
  return pith_evidence_verify(job->copy, buffer_text(&job->evidence), PITH_TRUST_BUNDLE_KEYS, &job->evidence_ok,
                              &job->evidence_report, &job->error);
}

/// A draft of which only the signature is missing.
static pith_error_code digest_draft(job* job) {
  static const char draft[] =
      "{\"event_type\":\"a\",\"subject_pith_number\":\"pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF\",\"target\":\"a\","
      "\"created_at\":\"2026-07-05T02:34:17Z\",\"schema_version\":\"1.0\",\"payload\":{},"
      "\"signer\":{\"signer_id\":\"a\",\"signer_type\":\"b\"},\"supersedes\":[],\"prev_event\":null}";
  static const char public_key[] =
      "\xb2\xd5\x52\xb6\x88\x90\x85\x71\x71\xa7\x8b\x36\xa5\xdc\xcf\x36"
      "\x8a\x95\x34\x13\x28\x8c\x35\x3f\x7c\x9d\x9d\x6f\x94\xb7\x09\xb3";  // SPEC 3.4
  const pith_text key = {public_key, 32};
  STEP(pith_key_entry(job->context, text_of("a"), key, &job->entry, &job->error));
  return pith_draft_digest(job->context, text_of(draft), text_of("a"), key, &job->draft_digest, NULL, &job->error);
}

static int always_fails(void* user, const pith_candidate* candidate) {
  CHECK(user == NULL && candidate->run > 0);
  return PITH_TRIAL_FAILS;
}

static pith_error_code minimise_all(job* job) {
  const pith_text input = text_of("[{\"payload\":[1]},{}]");
  pith_minimised found;
  STEP(pith_minimise(&input, 1, always_fails, NULL, &job->smallest, &found, &job->error));
  return pith_input_vector(job->keyring, buffer_text(&job->smallest), pith_no_text, &job->vector, &job->error);
}

static pith_error_code draw_all(job* job, const job_files* files) {
  size_t count;
  return pith_graph(job->keyring, &files->equivocating, 1, pith_no_text, PITH_GRAPH_HTML, 0, &job->graph, &count,
                    &job->error);
}

static pith_error_code compare_all(job* job, const job_files* files) {
  int equal;
  return pith_diff(job->keyring, files->equivocating, files->bundle, pith_bundle_pith_number(job->bundle), 0, &equal,
                   &job->difference, &job->error);
}

static pith_error_code publish_all(job* job, const job_files* files) {
  const pith_text inputs[] = {files->bundle};
  pith_error* const error = &job->error;
  STEP(pith_union_bundle(job->keyring, inputs, 1, pith_no_text, pith_no_text, pith_no_text, 0, &job->united,
                         &job->left_out, error));
  STEP(pith_bundle_add_signature(job->context, buffer_text(&job->united), text_of("a"), text_of("b"), text_of("c"),
                                 pith_no_text, &job->signed_bundle, error));
  return pith_would_fork(job->keyring, text_of("{}"), inputs, 1, pith_no_text, 0, &job->judged, error);
}

static pith_error_code run_job(job* job, const job_files* files) {
  STEP(pith_context_new(8, &job->context, &job->error));
  STEP(make_handles(job, files));
  STEP(merge_all(job, files));
  STEP(prove_all(job, files));
  STEP(digest_draft(job));
  STEP(minimise_all(job));
  STEP(draw_all(job, files));
  STEP(compare_all(job, files));
  STEP(publish_all(job, files));
  return audit_all(job, files);
}

static void free_job(job* job) {
  pith_context_free(job->context);
  pith_keyring_free(job->keyring);
  pith_keyring_free(job->copy);
  pith_bundle_free(job->bundle);
  pith_report_free(job->report);
  pith_event_set_free(job->events);
  pith_event_set_free(job->more_events);
  pith_state_free(job->state);
  pith_state_free(job->merged);
  pith_mirror_digest_free(job->digest);
  pith_audit_summary_free(job->summary);
  pith_audit_summary_free(job->part);
  pith_buffer_free(&job->buffer);
  pith_buffer_free(&job->line);
  pith_buffer_free(&job->packed);
  pith_buffer_free(&job->evidence);
  pith_buffer_free(&job->graph);
  pith_buffer_free(&job->evidence_report);
  pith_buffer_free(&job->story);
  pith_buffer_free(&job->entry);
  pith_buffer_free(&job->smallest);
  pith_buffer_free(&job->vector);
  pith_buffer_free(&job->difference);
  pith_buffer_free(&job->united);
  pith_buffer_free(&job->left_out);
  pith_buffer_free(&job->signed_bundle);
  pith_buffer_free(&job->judged);
}

/// Runs the job with one failing allocation. Returns the number of allocations.
static long run_with_failure(const job_files* files, enum allocator allocator, long number, pith_error_code* code) {
  const long live_before = count_live_objects();
  job job;
  memset(&job, 0, sizeof job);
  fail_allocation(allocator, number);
  *code = run_job(&job, files);
  const long count = count_allocations(allocator);
  fail_allocation(allocator, -1);
  if (*code == PITH_OK) {
    CHECK(pith_report_ok(job.report) == 1);
    CHECK(pith_state_invalid_event_count(job.state) == 1);
    CHECK(is_equal(pith_state_document(job.merged), files->expected));
    CHECK(pith_mirror_digest_size(job.digest) == 1);
    CHECK(job.evidence_ok == 1);
    CHECK(strstr(job.graph.data, "1 equivocation") != NULL);
  } else if (*code != PITH_ERROR_OUT_OF_MEMORY && *code != PITH_ERROR_SYSTEM_FAILURE) {
    fprintf(stderr, "allocation %ld of %d: %s: %s\n", number, (int)allocator, pith_error_name(*code),
            job.error.message);
    exit(1);
  }
  free_job(&job);
  CHECK(count_live_objects() == live_before);
  return count;
}

static void fail_each(const job_files* files, enum allocator allocator, const char* name, long first, long stride) {
  pith_error_code code;
  const long count = run_with_failure(files, allocator, -1, &code);
  CHECK(code == PITH_OK && count > 100);
  long failed_count = 0;
  for (long number = first; number < count; number += stride) {
    run_with_failure(files, allocator, number, &code);
    failed_count += code != PITH_OK ? 1 : 0;
    CHECK(allocator == allocator_openssl || code == PITH_OK || code == PITH_ERROR_OUT_OF_MEMORY);
  }
  printf("%s: %ld allocations; %ld of them were made to fail, and %ld of these stopped the job\n", name, count,
         (count - first + stride - 1) / stride, failed_count);
  CHECK(failed_count > 0);
}

/// An event set or a summary cannot be used any more after it ran out of memory during a change.
static void check_broken_sets(const job_files* files) {
  job job;
  pith_error_code code = PITH_OK;
  memset(&job, 0, sizeof job);
  CHECK(pith_context_new(0, &job.context, NULL) == PITH_OK && make_handles(&job, files) == PITH_OK);
  CHECK(pith_event_set_new(pith_bundle_pith_number(job.bundle), job.keyring, &job.events, NULL) == PITH_OK);
  fail_allocation(allocator_library, 3);
  code = pith_event_set_add_bundle(job.events, job.bundle, NULL);
  fail_allocation(allocator_library, -1);
  CHECK(code == PITH_ERROR_OUT_OF_MEMORY);
  CHECK(pith_event_set_state(job.events, 0, &job.state, NULL) == PITH_ERROR_INVALID_ARGUMENT && job.state == NULL);
  CHECK(pith_event_set_add_bundle(job.events, job.bundle, NULL) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(audit_all(&job, files) == PITH_OK);
  fail_allocation(allocator_library, 0);
  code = pith_audit_summary_add(job.part, buffer_text(&job.line), NULL);
  fail_allocation(allocator_library, -1);
  CHECK(code == PITH_ERROR_OUT_OF_MEMORY);
  CHECK(pith_audit_summary_add(job.part, buffer_text(&job.line), NULL) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_audit_summary_merge(job.summary, job.part, NULL) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_mirror_digest_merge(job.digest, pith_audit_summary_digest(job.part), NULL) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_mirror_digest_size(pith_audit_summary_digest(job.part)) == 0);
  free_job(&job);
}

void check_failing_allocations(const job_files* files, int is_every_allocation) {
  check_broken_sets(files);
  fail_each(files, allocator_library, "the library", 0, 1);
  fail_each(files, allocator_openssl, "OpenSSL", is_every_allocation ? 0 : openssl_offset,
            is_every_allocation ? 1 : openssl_stride);
}
