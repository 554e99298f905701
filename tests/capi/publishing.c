// What an event would do, the union of inputs, and the signature around a bundle.

#include "tests/capi/check.h"

static void check_union(pith_context* context, pith_keyring* keyring, const job_files* files) {
  pith_error error;
  pith_buffer bundle;
  pith_buffer report;
  pith_buffer signed_bundle;
  pith_sha256 digest;
  pith_sha256 again;
  char digits[65];
  const pith_text inputs[] = {files->bundle, files->bundle, text_of("[")};
  const pith_text at = text_of("2026-07-05T14:38:00Z");
  const pith_text none = pith_no_text;
  CHECK(pith_union_bundle(keyring, inputs, 2, none, at, none, 0, &bundle, &report, &error) == PITH_OK);
  CHECK(strstr(bundle.data, "{\"built_at\":\"2026-07-05T14:38:00Z\",\"bundle_type\":\"pith_open_graph_bundle\",") ==
        bundle.data);
  CHECK(strstr(report.data, "{\"format\":\"pith-merge.bundle.v1\",\"ok\":true,\"pith_number\":\"pith:") == report.data);
  CHECK(pith_bundle_digest(context, buffer_text(&bundle), &digest, &error) == PITH_OK);
  pith_sha256_hex(&digest, digits);
  CHECK(strstr(report.data, digits) != NULL);
  pith_buffer_free(&report);

  CHECK(pith_bundle_add_signature(context, buffer_text(&bundle), text_of("k"), text_of("f"), text_of("s"), at,
                                  &signed_bundle, &error) == PITH_OK);
  CHECK(strstr(signed_bundle.data, "\"bundle_signature\":{\"algorithm\":\"ed25519\",\"bundle_sha256\":\"") != NULL);
  CHECK(strstr(signed_bundle.data, "\"signed_at\":\"2026-07-05T14:38:00Z\",") != NULL);
  CHECK(pith_bundle_digest(context, buffer_text(&signed_bundle), &again, &error) == PITH_OK);
  CHECK(memcmp(&digest, &again, sizeof digest) == 0);
  pith_buffer_free(&signed_bundle);
  pith_buffer_free(&bundle);

  CHECK(pith_union_bundle(keyring, inputs, 3, none, none, none, 0, &bundle, NULL, &error) == PITH_ERROR_SYNTAX);
  CHECK(error.input == 2 && bundle.data == NULL);
  CHECK(pith_union_bundle(keyring, inputs, 1, none, none, text_of("{}"), 0, &bundle, NULL, &error) ==
        PITH_ERROR_BAD_KEY);
  CHECK(error.input == PITH_NO_INPUT);
  CHECK(pith_bundle_digest(context, text_of(" {}"), &digest, &error) == PITH_ERROR_NOT_A_BUNDLE && error.column == 2);
  CHECK(pith_bundle_add_signature(context, text_of("["), none, none, none, none, &bundle, NULL) == PITH_ERROR_SYNTAX);
}

void check_publishing(const job_files* files) {
  pith_error error;
  pith_context* context;
  pith_keyring* keyring;
  pith_buffer report;
  CHECK(pith_context_new(100, &context, &error) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keyring, &error) == PITH_OK);
  check_union(context, keyring, files);
  const pith_text inputs[] = {files->bundle, text_of("[")};
  const pith_text draft = text_of("{\"event_type\":\"correction\"}");
  CHECK(pith_would_fork(keyring, draft, inputs, 1, pith_no_text, 0, &report, &error) == PITH_OK);
  CHECK(strstr(report.data, "{\"format\":\"pith-merge.would-fork.v1\",\"ok\":false,") == report.data);
  CHECK(strstr(report.data, "\"draft\":true,") != NULL && strstr(report.data, "\"reason\":\"malformed\"") != NULL);
  pith_buffer_free(&report);
  CHECK(pith_would_fork(keyring, draft, inputs, 2, pith_no_text, 0, &report, &error) == PITH_ERROR_SYNTAX);
  CHECK(error.input == 1 && report.data == NULL);
  CHECK(pith_would_fork(keyring, text_of(" []"), inputs, 1, pith_no_text, 0, &report, &error) ==
        PITH_ERROR_NOT_AN_EVENT);
  CHECK(error.input == PITH_NO_INPUT && error.line == 1 && error.column == 2);
  pith_keyring_free(keyring);
  pith_context_free(context);
}
