// The difference of two inputs: bundles, events and states.

#include "tests/capi/check.h"

void check_diff(const job_files* files) {
  pith_error error;
  pith_context* context;
  pith_keyring* keyring;
  pith_buffer report;
  int equal = 7;
  CHECK(pith_context_new(100, &context, &error) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_EMPTY, &keyring, &error) == PITH_OK);
  CHECK(pith_keyring_add(keyring, files->keys, &error) == PITH_OK);
  const pith_text bundle = files->equivocating;
  CHECK(pith_diff(keyring, bundle, bundle, pith_no_text, 0, &equal, &report, &error) == PITH_OK && equal == 1);
  CHECK(strstr(report.data, "{\"format\":\"pith-merge.diff.v1\",\"kind\":\"inputs\",\"equal\":true,") == report.data);
  pith_buffer_free(&report);
  CHECK(pith_diff(keyring, bundle, files->expected, pith_no_text, 0, &equal, &report, &error) == PITH_OK && equal == 1);
  CHECK(strstr(report.data, "{\"kind\":\"state\",") != NULL);
  pith_buffer_free(&report);
  CHECK(pith_diff(keyring, bundle, files->bundle, pith_no_text, 0, &equal, &report, NULL) == PITH_OK && equal == 0);
  CHECK(strstr(report.data, "\"causes\":[\"other_record\"]") != NULL);
  CHECK(strstr(report.data, "\"bundle_changes\":[]") != NULL);
  pith_buffer_free(&report);
  CHECK(pith_diff(keyring, bundle, text_of("{}"), text_of("pith:2021:AAAAAAAAAAAAAAAAAAAAAAAAAA"), 0, &equal, &report,
                  &error) == PITH_OK);
  CHECK(equal == 0 && strstr(report.data, "\"causes\":[\"only_in_a\",\"only_in_b\"") != NULL);
  pith_buffer_free(&report);
  CHECK(pith_diff(keyring, text_of("["), bundle, pith_no_text, 0, &equal, &report, &error) == PITH_ERROR_SYNTAX);
  CHECK(error.input == 0 && error.column == 2 && report.data == NULL && equal == 0);
  CHECK(pith_diff(keyring, bundle, text_of("{}"), pith_no_text, 0, &equal, &report, &error) == PITH_ERROR_NO_SUBJECT);
  CHECK(error.input == 1 && report.data == NULL);
  CHECK(pith_diff(keyring, text_of("{\"state_type\":\"pith_open_graph_state\"}"), bundle, pith_no_text, 0, &equal,
                  &report, &error) == PITH_ERROR_NOT_A_BUNDLE);
  pith_keyring_free(keyring);
  pith_context_free(context);
}
