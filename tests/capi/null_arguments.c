// Every function with null handles, null outputs and null data.

#include "tests/capi/check.h"

#define REFUSED(call)                                                \
  do {                                                               \
    memset(&error, 0, sizeof error);                                 \
    CHECK((call) == PITH_ERROR_INVALID_ARGUMENT);                    \
    CHECK(error.code == PITH_ERROR_INVALID_ARGUMENT);                \
    CHECK(error.message[0] != '\0' && error.input == PITH_NO_INPUT); \
  } while (0)

static const pith_text null_with_size = {NULL, 1};
static pith_error error;

static void check_plain_functions(pith_context* context, pith_keyring* keyring) {
  pith_sha256 digest;
  pith_buffer buffer;
  pith_keyring* made;
  pith_key key;
  REFUSED(pith_context_new(0, NULL, &error));
  REFUSED(pith_hash(NULL, pith_no_text, &digest, &error));
  REFUSED(pith_hash(context, null_with_size, &digest, &error));
  REFUSED(pith_hash(context, pith_no_text, NULL, &error));
  REFUSED(pith_canonical(null_with_size, &buffer, &error));
  REFUSED(pith_canonical(text_of("1"), NULL, &error));
  REFUSED(pith_canonical_at(text_of("1"), null_with_size, &buffer, &error));
  REFUSED(pith_keyring_new(NULL, PITH_KEYRING_EMPTY, &made, &error));
  REFUSED(pith_keyring_new(context, PITH_KEYRING_EMPTY, NULL, &error));
  REFUSED(pith_keyring_add(NULL, text_of("[]"), &error));
  REFUSED(pith_keyring_add(keyring, null_with_size, &error));
  REFUSED(pith_keyring_copy(NULL, &made, &error));
  CHECK(made == NULL);
  REFUSED(pith_keyring_copy(keyring, NULL, &error));
  REFUSED(pith_keyring_key(NULL, 0, &key, &error));
  REFUSED(pith_keyring_key(keyring, 0, NULL, &error));
  CHECK(pith_keyring_key_count(NULL) == 0);
}

static void check_state_functions(void) {
  pith_sha256 digest;
  pith_event event;
  pith_equivocation equivocation;
  pith_warning warning;
  CHECK(pith_state_pith_number(NULL).data == NULL && pith_state_document(NULL).data == NULL);
  CHECK(pith_state_event_count(NULL) == 0 && pith_state_applied_event_count(NULL) == 0);
  CHECK(pith_state_invalid_event_count(NULL) == 0 && pith_state_equivocation_count(NULL) == 0);
  CHECK(pith_state_warning_count(NULL) == 0);
  REFUSED(pith_state_sha256(NULL, &digest, &error));
  REFUSED(pith_state_input_sha256(NULL, &digest, &error));
  REFUSED(pith_state_applied_event(NULL, 0, &digest, &error));
  REFUSED(pith_state_invalid_event(NULL, 0, &event, &error));
  REFUSED(pith_state_equivocation(NULL, 0, &equivocation, &error));
  REFUSED(pith_state_equivocation_event(NULL, 0, 0, &digest, &error));
  REFUSED(pith_state_warning(NULL, 0, &warning, &error));
  pith_state_free(NULL);
}

static void check_bundle_functions(pith_keyring* keyring, pith_bundle* bundle) {
  pith_bundle* made;
  pith_report* report;
  pith_sha256 digest;
  pith_check check;
  pith_event event;
  pith_key key;
  pith_warning warning;
  REFUSED(pith_bundle_parse(null_with_size, &made, &error));
  REFUSED(pith_bundle_parse(text_of("1"), NULL, &error));
  CHECK(pith_bundle_pith_number(NULL).data == NULL);
  REFUSED(pith_bundle_verify(NULL, keyring, 0, &report, &error));
  REFUSED(pith_bundle_verify(bundle, NULL, 0, &report, &error));
  REFUSED(pith_bundle_verify(bundle, keyring, 0, NULL, &error));
  CHECK(pith_report_ok(NULL) == 0 && pith_report_state(NULL) == NULL && pith_report_check_count(NULL) == 0);
  CHECK(pith_report_event_count(NULL) == 0 && pith_report_key_count(NULL) == 0);
  CHECK(pith_report_warning_count(NULL) == 0);
  REFUSED(pith_report_authentic_state_sha256(NULL, &digest, &error));
  REFUSED(pith_report_check(NULL, 0, &check, &error));
  REFUSED(pith_report_event(NULL, 0, &event, &error));
  REFUSED(pith_report_key(NULL, 0, &key, &error));
  REFUSED(pith_report_warning(NULL, 0, &warning, &error));
  pith_report_free(NULL);
  pith_bundle_free(NULL);
}

static void check_merge_functions(pith_keyring* keyring, pith_bundle* bundle, const job_files* files) {
  pith_state* state;
  pith_event_set* events;
  pith_event_set* made;
  pith_event event;
  const pith_text explained = text_of("sha256:00000000");
  pith_buffer story;
  REFUSED(pith_explain(NULL, &files->bundle, 1, pith_no_text, explained, 0, &story, &error));
  REFUSED(pith_explain(keyring, NULL, 1, pith_no_text, explained, 0, &story, &error));
  REFUSED(pith_explain(keyring, &files->bundle, 1, null_with_size, explained, 0, &story, &error));
  REFUSED(pith_explain(keyring, &files->bundle, 1, pith_no_text, null_with_size, 0, &story, &error));
  REFUSED(pith_explain(keyring, &files->bundle, 1, pith_no_text, pith_no_text, 0, &story, &error));
  REFUSED(pith_explain(keyring, &files->bundle, 1, pith_no_text, explained, PITH_AUTHENTIC_ONLY, &story, &error));
  REFUSED(pith_explain(keyring, &files->bundle, 1, text_of("pith"), explained, 0, &story, &error));
  REFUSED(pith_explain(keyring, &files->bundle, 1, pith_no_text, explained, 0, NULL, &error));
  REFUSED(pith_merge(NULL, &files->bundle, 1, pith_no_text, 0, &state, &error));
  REFUSED(pith_merge(keyring, NULL, 1, pith_no_text, 0, &state, &error));
  REFUSED(pith_merge(keyring, &null_with_size, 1, pith_no_text, 0, &state, &error));
  REFUSED(pith_merge(keyring, &files->bundle, 1, null_with_size, 0, &state, &error));
  REFUSED(pith_merge(keyring, &files->bundle, 1, pith_no_text, 0, NULL, &error));
  CHECK(pith_event_set_new(pith_bundle_pith_number(bundle), keyring, &events, &error) == PITH_OK);
  REFUSED(pith_event_set_new(pith_bundle_pith_number(bundle), NULL, &made, &error));
  REFUSED(pith_event_set_new(null_with_size, keyring, &made, &error));
  REFUSED(pith_event_set_new(pith_bundle_pith_number(bundle), keyring, NULL, &error));
  REFUSED(pith_event_set_add(NULL, text_of("1"), &event, &error));
  REFUSED(pith_event_set_add(events, null_with_size, &event, &error));
  CHECK(pith_event_set_add(events, text_of("1"), NULL, NULL) == PITH_OK);
  REFUSED(pith_event_set_add_bundle(NULL, bundle, &error));
  REFUSED(pith_event_set_add_bundle(events, NULL, &error));
  REFUSED(pith_event_set_add_alias(NULL, pith_no_text, pith_no_text, pith_no_text, &error));
  REFUSED(pith_event_set_add_alias(events, null_with_size, pith_no_text, pith_no_text, &error));
  REFUSED(pith_event_set_merge(NULL, events, &error));
  REFUSED(pith_event_set_merge(events, NULL, &error));
  REFUSED(pith_event_set_state(NULL, 0, &state, &error));
  REFUSED(pith_event_set_state(events, 0, NULL, &error));
  pith_event_set_free(events);
  pith_event_set_free(NULL);
}

static void check_audit_functions(pith_context* context, pith_keyring* keyring) {
  pith_buffer buffer;
  pith_sha256 digest;
  pith_mirror_digest* mirror;
  pith_audit_summary* summary;
  const pith_text none = pith_no_text;
  memset(&digest, 0, sizeof digest);
  REFUSED(pith_audit(NULL, none, none, 0, &buffer, &error));
  REFUSED(pith_audit(keyring, null_with_size, none, 0, &buffer, &error));
  REFUSED(pith_audit(keyring, none, null_with_size, 0, &buffer, &error));
  REFUSED(pith_audit(keyring, none, none, PITH_AUTHENTIC_ONLY, &buffer, &error));
  REFUSED(pith_audit(keyring, none, none, 0, NULL, &error));
  REFUSED(pith_audit_refusal(PITH_ERROR_EMPTY, null_with_size, none, &buffer, &error));
  REFUSED(pith_audit_refusal(PITH_ERROR_EMPTY, none, null_with_size, &buffer, &error));
  REFUSED(pith_audit_refusal(PITH_ERROR_EMPTY, none, none, NULL, &error));
  REFUSED(pith_audit_run(NULL, 1, 0, &buffer, &error));
  REFUSED(pith_audit_run(keyring, 1, PITH_AUTHENTIC_ONLY, &buffer, &error));
  REFUSED(pith_audit_run(keyring, 1, 0, NULL, &error));
  CHECK(pith_is_other_document(null_with_size) == 0);
  REFUSED(pith_mirror_digest_new(NULL, &mirror, &error));
  REFUSED(pith_mirror_digest_new(context, NULL, &error));
  CHECK(pith_mirror_digest_new(context, &mirror, NULL) == PITH_OK);
  REFUSED(pith_mirror_digest_add(NULL, none, &digest, &error));
  REFUSED(pith_mirror_digest_add(mirror, null_with_size, &digest, &error));
  REFUSED(pith_mirror_digest_add(mirror, none, NULL, &error));
  REFUSED(pith_mirror_digest_add_lines(NULL, none, &error));
  REFUSED(pith_mirror_digest_add_lines(mirror, null_with_size, &error));
  REFUSED(pith_mirror_digest_merge(NULL, mirror, &error));
  REFUSED(pith_mirror_digest_merge(mirror, NULL, &error));
  REFUSED(pith_mirror_digest_sha256(NULL, &digest, &error));
  REFUSED(pith_mirror_digest_sha256(mirror, NULL, &error));
  REFUSED(pith_mirror_digest_groups(NULL, &buffer, &error));
  REFUSED(pith_mirror_digest_groups(mirror, NULL, &error));
  REFUSED(pith_mirror_digest_lines(NULL, none, &buffer, &error));
  REFUSED(pith_mirror_digest_lines(mirror, null_with_size, &buffer, &error));
  REFUSED(pith_mirror_digest_lines(mirror, none, NULL, &error));
  CHECK(pith_mirror_digest_size(NULL) == 0);
  pith_mirror_digest_free(mirror);
  pith_mirror_digest_free(NULL);
  REFUSED(pith_audit_summary_new(NULL, &summary, &error));
  REFUSED(pith_audit_summary_new(context, NULL, &error));
  CHECK(pith_audit_summary_new(context, &summary, NULL) == PITH_OK);
  REFUSED(pith_audit_summary_add(NULL, none, &error));
  REFUSED(pith_audit_summary_add(summary, null_with_size, &error));
  REFUSED(pith_audit_summary_add_other(NULL, 1, &error));
  REFUSED(pith_audit_summary_merge(NULL, summary, &error));
  REFUSED(pith_audit_summary_merge(summary, NULL, &error));
  REFUSED(pith_audit_summary_merge_packed(NULL, none, &error));
  REFUSED(pith_audit_summary_merge_packed(summary, null_with_size, &error));
  REFUSED(pith_audit_summary_pack(NULL, &buffer, &error));
  REFUSED(pith_audit_summary_pack(summary, NULL, &error));
  REFUSED(pith_audit_summary_json(NULL, none, &buffer, &error));
  REFUSED(pith_audit_summary_json(summary, null_with_size, &buffer, &error));
  REFUSED(pith_audit_summary_json(summary, none, NULL, &error));
  CHECK(pith_audit_summary_digest(NULL) == NULL);
  pith_audit_summary_free(summary);
  pith_audit_summary_free(NULL);
}

static void check_evidence_functions(pith_keyring* keyring) {
  const pith_text none = pith_no_text;
  pith_buffer buffer;
  size_t count;
  int ok;
  REFUSED(pith_evidence(NULL, NULL, 0, none, 0, &buffer, &count, &error));
  REFUSED(pith_evidence(keyring, NULL, 1, none, 0, &buffer, &count, &error));
  REFUSED(pith_evidence(keyring, &null_with_size, 1, none, 0, &buffer, &count, &error));
  REFUSED(pith_evidence(keyring, NULL, 0, null_with_size, 0, &buffer, &count, &error));
  REFUSED(pith_evidence(keyring, NULL, 0, text_of("pith:"), 0, &buffer, &count, &error));
  REFUSED(pith_evidence(keyring, NULL, 0, none, PITH_AUTHENTIC_ONLY, &buffer, &count, &error));
  REFUSED(pith_evidence(keyring, NULL, 0, none, 0, NULL, &count, &error));
  REFUSED(pith_evidence(keyring, NULL, 0, none, 0, &buffer, NULL, &error));
  REFUSED(pith_evidence_verify(NULL, none, 0, &ok, &buffer, &error));
  REFUSED(pith_evidence_verify(keyring, null_with_size, 0, &ok, &buffer, &error));
  REFUSED(pith_evidence_verify(keyring, none, PITH_AUTHENTIC_ONLY, &ok, &buffer, &error));
  REFUSED(pith_evidence_verify(keyring, none, 0, NULL, &buffer, &error));
  REFUSED(pith_evidence_verify(keyring, none, 0, &ok, NULL, &error));
}

static void check_sign_functions(pith_context* context) {
  const char bytes[64] = {0};
  const pith_text none = pith_no_text;
  const pith_text key = {bytes, 32};
  const pith_text signature = {bytes, 64};
  const pith_text at = text_of("2026-07-05T14:38:00Z");
  pith_sha256 digest;
  pith_buffer out;
  REFUSED(pith_draft_digest(NULL, none, none, key, &digest, NULL, &error));
  REFUSED(pith_draft_digest(context, null_with_size, none, key, &digest, NULL, &error));
  REFUSED(pith_draft_digest(context, none, null_with_size, key, &digest, NULL, &error));
  REFUSED(pith_draft_digest(context, none, none, signature, &digest, NULL, &error));
  REFUSED(pith_draft_digest(context, none, none, key, NULL, NULL, &error));
  REFUSED(pith_draft_complete(NULL, none, none, key, signature, at, &out, NULL, &error));
  REFUSED(pith_draft_complete(context, null_with_size, none, key, signature, at, &out, NULL, &error));
  REFUSED(pith_draft_complete(context, none, none, none, signature, at, &out, NULL, &error));
  REFUSED(pith_draft_complete(context, none, none, key, key, at, &out, NULL, &error));
  REFUSED(pith_draft_complete(context, none, none, key, signature, null_with_size, &out, NULL, &error));
  REFUSED(pith_draft_complete(context, none, none, key, signature, text_of("now"), &out, NULL, &error));
  REFUSED(pith_draft_complete(context, none, none, key, signature, at, NULL, NULL, &error));
  REFUSED(pith_key_entry(NULL, none, key, &out, &error));
  REFUSED(pith_key_entry(context, null_with_size, key, &out, &error));
  REFUSED(pith_key_entry(context, none, signature, &out, &error));
  REFUSED(pith_key_entry(context, none, key, NULL, &error));
}

static void check_graph_function(pith_keyring* keyring) {
  const pith_text none = pith_no_text;
  pith_buffer buffer;
  size_t count;
  REFUSED(pith_graph(NULL, NULL, 0, none, 0, 0, &buffer, &count, &error));
  REFUSED(pith_graph(keyring, NULL, 1, none, 0, 0, &buffer, &count, &error));
  REFUSED(pith_graph(keyring, &null_with_size, 1, none, 0, 0, &buffer, &count, &error));
  REFUSED(pith_graph(keyring, NULL, 0, null_with_size, 0, 0, &buffer, &count, &error));
  REFUSED(pith_graph(keyring, NULL, 0, text_of("pith:"), 0, 0, &buffer, &count, &error));
  REFUSED(pith_graph(keyring, NULL, 0, none, 0, PITH_AUTHENTIC_ONLY, &buffer, &count, &error));
  REFUSED(pith_graph(keyring, NULL, 0, none, 0, 0, NULL, &count, &error));
  REFUSED(pith_graph(keyring, NULL, 0, none, 0, 0, &buffer, NULL, &error));
}

static void check_diff_function(pith_keyring* keyring) {
  const pith_text none = pith_no_text;
  pith_buffer buffer;
  int equal;
  REFUSED(pith_diff(NULL, none, none, none, 0, &equal, &buffer, &error));
  REFUSED(pith_diff(keyring, null_with_size, none, none, 0, &equal, &buffer, &error));
  REFUSED(pith_diff(keyring, none, null_with_size, none, 0, &equal, &buffer, &error));
  REFUSED(pith_diff(keyring, none, none, null_with_size, 0, &equal, &buffer, &error));
  REFUSED(pith_diff(keyring, none, none, text_of("pith:"), 0, &equal, &buffer, &error));
  REFUSED(pith_diff(keyring, none, none, none, PITH_AUTHENTIC_ONLY, &equal, &buffer, &error));
  REFUSED(pith_diff(keyring, none, none, none, 0, NULL, &buffer, &error));
  REFUSED(pith_diff(keyring, none, none, none, 0, &equal, NULL, &error));
}

static void check_publishing_functions(pith_context* context, pith_keyring* keyring) {
  const pith_text none = pith_no_text;
  const pith_text latin = text_of("\xe9");
  pith_buffer out;
  pith_sha256 digest;
  REFUSED(pith_would_fork(NULL, none, NULL, 0, none, 0, &out, &error));
  REFUSED(pith_would_fork(keyring, null_with_size, NULL, 0, none, 0, &out, &error));
  REFUSED(pith_would_fork(keyring, none, NULL, 1, none, 0, &out, &error));
  REFUSED(pith_would_fork(keyring, none, NULL, 0, null_with_size, 0, &out, &error));
  REFUSED(pith_would_fork(keyring, none, NULL, 0, text_of("pith:"), 0, &out, &error));
  REFUSED(pith_would_fork(keyring, none, NULL, 0, none, PITH_AUTHENTIC_ONLY, &out, &error));
  REFUSED(pith_would_fork(keyring, none, NULL, 0, none, 0, NULL, &error));
  REFUSED(pith_union_bundle(NULL, NULL, 0, none, none, none, 0, &out, NULL, &error));
  REFUSED(pith_union_bundle(keyring, NULL, 1, none, none, none, 0, &out, NULL, &error));
  REFUSED(pith_union_bundle(keyring, NULL, 0, null_with_size, none, none, 0, &out, NULL, &error));
  REFUSED(pith_union_bundle(keyring, NULL, 0, none, null_with_size, none, 0, &out, NULL, &error));
  REFUSED(pith_union_bundle(keyring, NULL, 0, none, none, null_with_size, 0, &out, NULL, &error));
  REFUSED(pith_union_bundle(keyring, NULL, 0, none, text_of("now"), none, 0, &out, NULL, &error));
  REFUSED(pith_union_bundle(keyring, NULL, 0, none, none, none, PITH_AUTHENTIC_ONLY, &out, NULL, &error));
  REFUSED(pith_union_bundle(keyring, NULL, 0, none, none, none, 0, NULL, NULL, &error));
  REFUSED(pith_bundle_digest(NULL, none, &digest, &error));
  REFUSED(pith_bundle_digest(context, null_with_size, &digest, &error));
  REFUSED(pith_bundle_digest(context, none, NULL, &error));
  REFUSED(pith_bundle_add_signature(NULL, none, none, none, none, none, &out, &error));
  REFUSED(pith_bundle_add_signature(context, none, none, none, none, none, NULL, &error));
  REFUSED(pith_bundle_add_signature(context, null_with_size, none, none, none, none, &out, &error));
  REFUSED(pith_bundle_add_signature(context, none, null_with_size, none, none, none, &out, &error));
  REFUSED(pith_bundle_add_signature(context, none, none, none, none, null_with_size, &out, &error));
  REFUSED(pith_bundle_add_signature(context, none, latin, none, none, none, &out, &error));
  REFUSED(pith_bundle_add_signature(context, none, none, none, latin, none, &out, &error));
  REFUSED(pith_bundle_add_signature(context, none, none, none, none, text_of("now"), &out, &error));
}

void check_null_arguments(const job_files* files) {
  pith_context* context;
  pith_keyring* keyring;
  pith_bundle* bundle;
  CHECK(pith_context_new(0, &context, NULL) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keyring, NULL) == PITH_OK);
  CHECK(pith_bundle_parse(files->bundle, &bundle, NULL) == PITH_OK);
  check_plain_functions(context, keyring);
  check_state_functions();
  check_bundle_functions(keyring, bundle);
  check_merge_functions(keyring, bundle, files);
  check_audit_functions(context, keyring);
  check_evidence_functions(keyring);
  check_sign_functions(context);
  check_graph_function(keyring);
  check_diff_function(keyring);
  check_publishing_functions(context, keyring);
  pith_bundle_free(bundle);
  pith_keyring_free(keyring);
  pith_context_free(context);
  pith_context_free(NULL);
  pith_keyring_free(NULL);
}
