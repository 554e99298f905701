// Verdicts, summaries and digests of mirrors.

#include "tests/capi/check.h"

static void check_verdicts(const pith_keyring* keyring, const job_files* files) {
  pith_error error;
  pith_buffer line;
  CHECK(pith_audit(keyring, files->bundle, text_of("a.json#1"), 0, &line, &error) == PITH_OK && error.code == PITH_OK);
  CHECK(strstr(line.data, "{\"format\":\"pith-merge.audit.v1\",\"source\":\"a.json#1\",\"sha256\":\"") == line.data);
  CHECK(strstr(line.data, "\"ok\":true") != NULL && strstr(line.data, "\"failed\":[]") != NULL);
  pith_buffer_free(&line);
  CHECK(pith_audit(keyring, text_of("["), text_of("b"), PITH_TRUST_BUNDLE_KEYS, &line, NULL) == PITH_OK);
  CHECK(strstr(line.data, "\"error\":{\"code\":\"syntax\",\"line\":1,\"column\":2}") != NULL);
  pith_buffer_free(&line);
  CHECK(pith_audit_refusal(PITH_ERROR_TOO_LARGE, text_of("why"), text_of("c"), &line, &error) == PITH_OK);
  CHECK(strstr(line.data, "\"error\":{\"code\":\"too_large\",\"line\":null,\"column\":null}") != NULL);
  CHECK(strstr(line.data, "\"actual\":\"why\"") != NULL);
  pith_buffer_free(&line);
  CHECK(pith_audit_refusal(PITH_ERROR_SYNTAX, text_of("why"), text_of("c"), &line, &error) ==
        PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_is_other_document(text_of("{\"manifest_type\":1}")) == 1);
  CHECK(pith_is_other_document(files->bundle) == 0 && pith_is_other_document(pith_no_text) == 0);
}

static void check_digests(const pith_context* context) {
  pith_error error;
  pith_mirror_digest* left;
  pith_mirror_digest* right;
  const pith_text number = text_of("pith:2021:HNVV6UHHBPDG2TKPKLB4J4SIOF");
  pith_sha256 hash;
  CHECK(pith_hash(context, pith_no_text, &hash, &error) == PITH_OK);
  CHECK(pith_mirror_digest_new(context, &left, &error) == PITH_OK);
  CHECK(pith_mirror_digest_new(context, &right, &error) == PITH_OK);
  CHECK(pith_mirror_digest_add(left, number, &hash, &error) == PITH_OK);
  CHECK(pith_mirror_digest_add(left, text_of("pith:2021"), &hash, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_mirror_digest_size(left) == 1 && pith_mirror_digest_size(right) == 0);
  pith_buffer lines;
  CHECK(pith_mirror_digest_lines(left, text_of("HN"), &lines, &error) == PITH_OK && lines.size_bytes == 102);
  CHECK(pith_mirror_digest_add_lines(right, buffer_text(&lines), &error) == PITH_OK);
  CHECK(pith_mirror_digest_add_lines(right, number, &error) == PITH_ERROR_NOT_A_VERDICT && error.line == 1);
  CHECK(pith_mirror_digest_size(right) == 1);
  pith_buffer_free(&lines);
  CHECK(pith_mirror_digest_lines(left, text_of("AA"), &lines, &error) == PITH_OK && lines.size_bytes == 0);
  pith_buffer_free(&lines);
  CHECK(pith_mirror_digest_add(right, text_of("pith:2021:ANVV6UHHBPDG2TKPKLB4J4SIOF"), &hash, &error) == PITH_OK);
  CHECK(pith_mirror_digest_merge(left, right, &error) == PITH_OK);
  CHECK(pith_mirror_digest_merge(left, left, &error) == PITH_OK);
  CHECK(pith_mirror_digest_size(left) == 2);
  pith_buffer groups;
  CHECK(pith_mirror_digest_groups(left, &groups, &error) == PITH_OK && groups.size_bytes == 2 * 68);
  CHECK(memcmp(groups.data, "AN ", 3) == 0 && memcmp(groups.data + 68, "HN ", 3) == 0);
  pith_sha256 expected;
  pith_sha256 actual;
  CHECK(pith_hash(context, buffer_text(&groups), &expected, &error) == PITH_OK);
  CHECK(pith_mirror_digest_sha256(left, &actual, &error) == PITH_OK);
  CHECK(memcmp(&expected, &actual, sizeof expected) == 0);
  pith_buffer_free(&groups);
  pith_mirror_digest_free(left);
  pith_mirror_digest_free(right);
}

static void check_summaries(const pith_context* context, const pith_keyring* keyring, const job_files* files) {
  pith_error error;
  pith_audit_summary* summary;
  pith_audit_summary* part;
  pith_buffer line;
  pith_buffer run;
  pith_buffer packed;
  pith_buffer json;
  CHECK(pith_audit_summary_new(context, &summary, &error) == PITH_OK);
  CHECK(pith_audit_summary_new(context, &part, &error) == PITH_OK);
  CHECK(pith_audit(keyring, files->bundle, text_of("a"), 0, &line, &error) == PITH_OK);
  CHECK(pith_audit_summary_add(part, buffer_text(&line), &error) == PITH_OK);
  CHECK(pith_audit_summary_add(part, text_of("{}"), &error) == PITH_ERROR_NOT_A_VERDICT && error.line == 1);
  CHECK(pith_audit_summary_add(part, text_of("{"), &error) == PITH_ERROR_SYNTAX);
  CHECK(pith_audit_summary_add_other(part, 5, &error) == PITH_OK);
  CHECK(pith_audit_summary_pack(part, &packed, &error) == PITH_OK);
  CHECK(pith_audit_summary_merge_packed(summary, buffer_text(&packed), &error) == PITH_OK);
  CHECK(pith_audit_summary_merge_packed(summary, buffer_text(&line), &error) == PITH_ERROR_NOT_A_VERDICT);
  CHECK(pith_audit_summary_merge(summary, part, &error) == PITH_OK);
  CHECK(pith_audit_summary_merge(summary, summary, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_audit_run(keyring, 1000, 0, &run, &error) == PITH_OK);
  CHECK(pith_audit_summary_json(summary, buffer_text(&run), &json, &error) == PITH_OK);
  CHECK(strstr(json.data, "\"hold\":2,\"fail\":0,\"refused\":0,\"other\":10,") != NULL);
  pith_buffer_free(&json);
  CHECK(pith_audit_summary_json(summary, buffer_text(&line), &json, &error) == PITH_ERROR_NOT_A_VERDICT);
  CHECK(json.data == NULL);
  CHECK(pith_mirror_digest_size(pith_audit_summary_digest(summary)) == 1);
  pith_buffer_free(&line);
  pith_buffer_free(&run);
  pith_buffer_free(&packed);
  pith_audit_summary_free(summary);
  pith_audit_summary_free(part);
}

void check_audits(const job_files* files) {
  pith_error error;
  pith_context* context;
  pith_keyring* keyring;
  CHECK(pith_context_new(100, &context, &error) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keyring, &error) == PITH_OK);
  check_verdicts(keyring, files);
  check_digests(context);
  check_summaries(context, keyring, files);
  pith_keyring_free(keyring);
  pith_context_free(context);
}
