// Evidence: what it proves, and its check.

#include "tests/capi/check.h"

void check_evidence(const job_files* files) {
  pith_error error;
  pith_context* context;
  pith_keyring* keyring;
  pith_buffer document;
  pith_buffer report;
  size_t count = 7;
  int ok = 7;
  CHECK(pith_context_new(100, &context, &error) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_EMPTY, &keyring, &error) == PITH_OK);
  CHECK(pith_evidence(keyring, &files->equivocating, 1, pith_no_text, 0, &document, &count, &error) == PITH_OK);
  CHECK(document.size_bytes == 0 && count == 0);
  pith_buffer_free(&document);
  CHECK(pith_keyring_add(keyring, files->keys, &error) == PITH_OK);
  const pith_text inputs[] = {files->equivocating, text_of("[")};
  CHECK(pith_evidence(keyring, inputs, 2, pith_no_text, 0, &document, &count, &error) == PITH_ERROR_SYNTAX);
  CHECK(error.input == 1 && error.line == 1 && error.column == 2 && document.data == NULL && count == 0);
  CHECK(pith_evidence(keyring, inputs, 1, pith_no_text, 0, &document, &count, &error) == PITH_OK && count == 1);
  CHECK(strstr(document.data, "{\"equivocations\":[{\"event_type\":\"") == document.data);

  CHECK(pith_evidence_verify(keyring, buffer_text(&document), 0, &ok, &report, &error) == PITH_OK && ok == 1);
  CHECK(strstr(report.data, "{\"format\":\"pith-merge.verify-evidence.v1\",\"pith_number\":\"pith:") == report.data);
  CHECK(strstr(report.data, "\"ok\":true,\"proofs\":[{\"ok\":true,\"principal\":{\"kind\":\"") != NULL);
  pith_buffer_free(&report);
  pith_keyring* empty;
  CHECK(pith_keyring_new(context, PITH_KEYRING_EMPTY, &empty, &error) == PITH_OK);
  CHECK(pith_evidence_verify(empty, buffer_text(&document), 0, &ok, &report, &error) == PITH_OK && ok == 0);
  CHECK(strstr(report.data, "\"name\":\"unknown_key\"") != NULL);
  pith_buffer_free(&report);
  CHECK(pith_evidence_verify(empty, buffer_text(&document), PITH_TRUST_BUNDLE_KEYS, &ok, &report, NULL) == PITH_OK);
  CHECK(ok == 1 && strstr(report.data, "keys_vouch_for_themselves") != NULL);
  pith_buffer_free(&report);
  CHECK(pith_evidence_verify(keyring, text_of(" {}"), 0, &ok, &report, &error) == PITH_ERROR_NOT_EVIDENCE);
  CHECK(error.line == 1 && error.column == 2 && report.data == NULL && ok == 0);
  pith_buffer_free(&document);
  pith_keyring_free(empty);
  pith_keyring_free(keyring);
  pith_context_free(context);
}
