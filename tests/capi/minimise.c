// The smallest input that still fails, and the vector about it.

#include "tests/capi/check.h"

/// A checker: fails if the candidate has a text. Counts the runs, and stops after so many.
typedef struct checker {
  const char* text;
  size_t run_count;
  size_t run_count_max;
  size_t event_count;
} checker;

static int has_text(pith_text input, const char* text) {
  const size_t size = strlen(text);
  for (size_t i = 0; i + size <= input.size_bytes; ++i) {
    if (memcmp(input.data + i, text, size) == 0) {
      return 1;
    }
  }
  return 0;
}

static int try_candidate(void* user, const pith_candidate* candidate) {
  checker* const check = user;
  CHECK(++check->run_count == candidate->run);
  check->event_count = candidate->event_count;
  if (candidate->run > check->run_count_max) {
    return 99;
  }
  return has_text(candidate->input, check->text) ? PITH_TRIAL_FAILS : PITH_TRIAL_PASSES;
}

void check_minimising(const job_files* files) {
  pith_error error;
  pith_buffer smallest;
  pith_minimised found;
  const pith_text inputs[] = {text_of("[{\"event_type\":\"a\"},{\"event_type\":\"b\",\"payload\":{\"x\":1,\"y\":2}}]"),
                              text_of("[")};
  checker check = {"\"y\":2", 0, 100, 0};
  CHECK(pith_minimise(inputs, 1, try_candidate, &check, &smallest, &found, &error) == PITH_OK);
  CHECK(is_equal(buffer_text(&smallest), text_of("{\"event_type\":\"b\",\"payload\":{\"y\":2}}\n")));
  CHECK(found.is_failing == 1 && found.is_stopped == 0 && found.event_count == 1 && found.given_event_count == 2);
  CHECK(found.run_count == check.run_count && found.given_size_bytes == inputs[0].size_bytes - 1);

  pith_context* context;
  pith_keyring* keyring;
  pith_buffer vector;
  CHECK(pith_context_new(0, &context, &error) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keyring, &error) == PITH_OK);
  CHECK(pith_input_vector(keyring, buffer_text(&smallest), pith_no_text, &vector, &error) == PITH_OK);
  CHECK(has_text(buffer_text(&vector), "\"expected\":{\"refusal\":\"no_subject\"}}\n"));
  pith_buffer_free(&vector);
  CHECK(pith_input_vector(keyring, files->bundle, pith_no_text, &vector, &error) == PITH_OK);
  CHECK(has_text(buffer_text(&vector), "\"expected\":{\"document\":\"{\\\"state_type\\\":"));
  pith_buffer_free(&vector);
  pith_buffer_free(&smallest);

  checker absent = {"absent", 0, 100, 0};
  CHECK(pith_minimise(inputs, 1, try_candidate, &absent, &smallest, &found, &error) == PITH_OK);
  CHECK(found.is_failing == 0 && found.run_count == 1 && smallest.size_bytes == 0 && absent.event_count == 2);
  pith_buffer_free(&smallest);
  checker stops = {"\"y\":2", 0, 2, 0};
  CHECK(pith_minimise(inputs, 1, try_candidate, &stops, &smallest, &found, NULL) == PITH_OK);
  CHECK(found.is_failing == 1 && found.is_stopped == 1 && found.run_count == 3 && found.event_count == 2);
  pith_buffer_free(&smallest);
  CHECK(pith_minimise(inputs, 2, try_candidate, &absent, &smallest, &found, &error) == PITH_ERROR_SYNTAX);
  CHECK(error.input == 1 && error.line == 1 && smallest.data == NULL && found.run_count == 0);

  CHECK(pith_minimise(NULL, 1, try_candidate, NULL, &smallest, &found, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_minimise(inputs, 1, NULL, NULL, &smallest, &found, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_minimise(inputs, 1, try_candidate, NULL, NULL, &found, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_minimise(inputs, 1, try_candidate, NULL, &smallest, NULL, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_input_vector(NULL, inputs[0], pith_no_text, &vector, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_input_vector(keyring, inputs[0], text_of("pith:"), &vector, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_input_vector(keyring, inputs[0], pith_no_text, NULL, &error) == PITH_ERROR_INVALID_ARGUMENT);
  pith_keyring_free(keyring);
  pith_context_free(context);
}
