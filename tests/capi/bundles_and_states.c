#include "tests/capi/check.h"

static void make_keyring(const job_files* files, pith_keyring** keyring) {
  pith_context* context;
  CHECK(pith_context_new(64, &context, NULL) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_REGISTRY, keyring, NULL) == PITH_OK);
  CHECK(pith_keyring_add(*keyring, files->keys, NULL) == PITH_OK);
  pith_context_free(context);
}

/// The digits of a digest in quotes, as in a document.
static void quote_digest(const pith_sha256* digest, char out[67]) {
  out[0] = '"';
  pith_sha256_hex(digest, out + 1);
  out[65] = '"';
  out[66] = '\0';
}

static void check_state_sha256(const pith_state* state, pith_text document, const char* pointer) {
  pith_sha256 digest;
  pith_buffer stated;
  char digits[67];
  CHECK(pith_state_sha256(state, &digest, NULL) == PITH_OK);
  quote_digest(&digest, digits);
  CHECK(pith_canonical_at(document, text_of(pointer), &stated, NULL) == PITH_OK);
  CHECK(is_equal(buffer_text(&stated), text_of(digits)));
  pith_buffer_free(&stated);
}

/// The report as JSON has this value at this pointer.
static void check_report_json(const pith_report* report, const char* pointer, const char* expected) {
  pith_buffer json;
  pith_buffer value;
  CHECK(pith_report_json(report, &json, NULL) == PITH_OK);
  CHECK(pith_canonical_at(buffer_text(&json), text_of(pointer), &value, NULL) == PITH_OK);
  CHECK(is_equal(buffer_text(&value), text_of(expected)));
  pith_buffer_free(&value);
  pith_buffer_free(&json);
}

/// SPEC 8.4: the state of the authentic events alone has no aliases. The bundle has some.
static void check_has_aliases(const pith_state* state, int expected) {
  pith_buffer aliases;
  CHECK(pith_canonical_at(pith_state_document(state), text_of("/current/source_aliases"), &aliases, NULL) == PITH_OK);
  CHECK(is_equal(buffer_text(&aliases), text_of("[]")) == !expected);
  pith_buffer_free(&aliases);
}

static void check_sound_bundle(const job_files* files, const pith_keyring* keyring) {
  pith_bundle* bundle;
  pith_report* report;
  pith_error error;
  pith_check check;
  pith_event event;
  pith_key key;
  pith_warning warning;
  pith_state* alone;
  pith_sha256 authentic;
  char digits[67];
  pith_sha256 expected;
  CHECK(pith_bundle_parse(files->bundle, &bundle, &error) == PITH_OK);
  CHECK(pith_bundle_pith_number(bundle).size_bytes == 36);
  CHECK(pith_bundle_verify(bundle, keyring, 0, &report, &error) == PITH_OK);
  CHECK(pith_report_ok(report) == 1);
  CHECK(is_equal(pith_state_pith_number(pith_report_state(report)), pith_bundle_pith_number(bundle)));
  check_state_sha256(pith_report_state(report), files->bundle, "/state/state_sha256");
  CHECK(pith_report_authentic_state_sha256(report, &authentic, &error) == PITH_OK);
  CHECK(pith_merge(keyring, &files->bundle, 1, pith_no_text, PITH_AUTHENTIC_ONLY, &alone, &error) == PITH_OK);
  CHECK(pith_state_sha256(alone, &expected, &error) == PITH_OK);
  CHECK(memcmp(&authentic, &expected, sizeof expected) == 0);
  check_has_aliases(pith_report_state(report), 1);
  check_has_aliases(alone, 0);
  pith_state_free(alone);
  CHECK(pith_report_check_count(report) > 10);
  CHECK(pith_state_sha256(pith_report_state(report), &expected, NULL) == PITH_OK);
  quote_digest(&expected, digits);
  check_report_json(report, "/state_sha256", digits);
  check_report_json(report, "/causes", "[]");
  for (size_t i = 0; i < pith_report_check_count(report); ++i) {
    CHECK(pith_report_check(report, i, &check, &error) == PITH_OK && check.ok == 1 && check.name.size_bytes > 0);
  }
  CHECK(pith_report_event_count(report) == pith_state_event_count(pith_report_state(report)));
  CHECK(pith_report_event(report, 0, &event, &error) == PITH_OK && event.reason == PITH_REASON_NONE);
  CHECK(is_equal(event.pointer, text_of("/events/0")));
  CHECK(pith_report_key_count(report) == 1 && pith_report_key(report, 0, &key, &error) == PITH_OK);
  CHECK(is_equal(key.key_id, text_of("pith-v1-2026-05")));
  CHECK(pith_report_warning_count(report) == 0);
  CHECK(pith_report_warning(report, 0, &warning, &error) == PITH_ERROR_INVALID_ARGUMENT);
  pith_bundle_free(bundle);  // the report shares what it needs
  CHECK(pith_report_ok(report) == 1);
  pith_report_free(report);
}

/// One byte of the first event is changed.
static void check_damaged_bundle(const job_files* files, const pith_keyring* keyring) {
  pith_bundle* bundle;
  pith_report* report;
  pith_check check;
  pith_event event;
  char* const damaged = malloc(files->bundle.size_bytes + 1);
  CHECK(damaged != NULL);
  memcpy(damaged, files->bundle.data, files->bundle.size_bytes);
  damaged[files->bundle.size_bytes] = '\0';
  char* const digit = strstr(strstr(damaged, "\"events\""), "\"created_at\": \"2");
  char* const compact_digit = strstr(strstr(damaged, "\"events\""), "\"created_at\":\"2");
  CHECK(digit != NULL || compact_digit != NULL);
  (digit != NULL ? strchr(digit, '2') : strchr(compact_digit, '2'))[0] = '3';
  CHECK(pith_bundle_parse(text_of(damaged), &bundle, NULL) == PITH_OK);
  free(damaged);  // the bundle has a copy
  CHECK(pith_bundle_verify(bundle, keyring, 0, &report, NULL) == PITH_OK);
  CHECK(pith_report_ok(report) == 0);
  size_t failed_count = 0;
  for (size_t i = 0; i < pith_report_check_count(report); ++i) {
    CHECK(pith_report_check(report, i, &check, NULL) == PITH_OK);
    failed_count += check.ok ? 0 : 1;
    if (!check.ok && is_equal(check.name, text_of("bundle_sha256"))) {
      CHECK(check.expected.size_bytes == 64 && check.actual.size_bytes == 64);
      CHECK(is_equal(check.pointer, text_of("/bundle_signature/bundle_sha256")));
    }
  }
  CHECK(failed_count > 1);
  check_report_json(report, "/causes", "[\"events\"]");
  check_report_json(report, "/consequences/0", "\"state\"");
  CHECK(pith_report_json(NULL, NULL, NULL) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_report_event(report, 0, &event, NULL) == PITH_OK && event.reason == PITH_REASON_CONTENT_HASH_MISMATCH);
  CHECK(pith_state_invalid_event_count(pith_report_state(report)) > 0);
  CHECK(pith_state_invalid_event(pith_report_state(report), 0, &event, NULL) == PITH_OK);
  CHECK(event.reason != PITH_REASON_NONE && event.pointer.data == NULL);
  pith_report_free(report);
  pith_bundle_free(bundle);
}

static void check_trusted_bundle_keys(const job_files* files) {
  pith_context* context;
  pith_keyring* nobody;
  pith_bundle* bundle;
  pith_report* report;
  pith_warning warning;
  CHECK(pith_context_new(0, &context, NULL) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_EMPTY, &nobody, NULL) == PITH_OK);
  CHECK(pith_bundle_parse(files->bundle, &bundle, NULL) == PITH_OK);
  CHECK(pith_bundle_verify(bundle, nobody, 0, &report, NULL) == PITH_OK);
  CHECK(pith_report_ok(report) == 0);
  pith_report_free(report);
  CHECK(pith_bundle_verify(bundle, nobody, PITH_TRUST_BUNDLE_KEYS, &report, NULL) == PITH_OK);
  CHECK(pith_report_ok(report) == 1 && pith_report_warning_count(report) == 1);
  CHECK(pith_report_warning(report, 0, &warning, NULL) == PITH_OK);
  CHECK(is_equal(warning.code, text_of("keys_vouch_for_themselves")) && warning.explanation.size_bytes > 0);
  CHECK(warning.input == PITH_NO_INPUT && !warning.has_event_id);
  pith_report_free(report);
  CHECK(pith_bundle_verify(bundle, nobody, PITH_AUTHENTIC_ONLY, &report, NULL) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(report == NULL);
  pith_bundle_free(bundle);
  CHECK(pith_bundle_parse(text_of(" []"), &bundle, NULL) == PITH_ERROR_NOT_A_BUNDLE && bundle == NULL);
  pith_keyring_free(nobody);
  pith_context_free(context);
}

/// The bundle has no receipt, and its equivocating events are live. Only the second warning is about an event.
static void check_report_warnings(const job_files* files, const pith_keyring* keyring) {
  pith_bundle* bundle;
  pith_report* report;
  pith_warning warning;
  pith_warning of_state;
  CHECK(pith_bundle_parse(files->equivocating, &bundle, NULL) == PITH_OK);
  CHECK(pith_bundle_verify(bundle, keyring, 0, &report, NULL) == PITH_OK);
  const pith_state* const state = pith_report_state(report);
  CHECK(pith_report_warning_count(report) == 1 + pith_state_warning_count(state));
  CHECK(pith_report_warning(report, 0, &warning, NULL) == PITH_OK);
  CHECK(is_equal(warning.code, text_of("no_receipt")) && warning.input == PITH_NO_INPUT && !warning.has_event_id);
  CHECK(pith_report_warning(report, 1, &warning, NULL) == PITH_OK);
  CHECK(pith_state_warning(state, 0, &of_state, NULL) == PITH_OK);
  CHECK(is_equal(warning.code, text_of("several_live")) && is_equal(warning.code, of_state.code));
  CHECK(is_equal(warning.explanation, of_state.explanation));
  CHECK(warning.has_event_id && of_state.has_event_id);
  CHECK(memcmp(&warning.event_id, &of_state.event_id, sizeof warning.event_id) == 0);
  pith_report_free(report);
  pith_bundle_free(bundle);
}

void check_bundles(const job_files* files) {
  pith_keyring* keyring;
  make_keyring(files, &keyring);
  check_sound_bundle(files, keyring);
  check_damaged_bundle(files, keyring);
  check_report_warnings(files, keyring);
  pith_keyring_free(keyring);
  check_trusted_bundle_keys(files);
}

/// The event is explained as one that is part of an equivocation.
static void check_explanation(const job_files* files, const pith_keyring* keyring, const pith_sha256* event) {
  pith_buffer story;
  pith_buffer value;
  pith_error error;
  char digits[65];
  pith_sha256_hex(event, digits);
  CHECK(pith_explain(keyring, &files->equivocating, 1, pith_no_text, text_of(digits), 0, &story, &error) == PITH_OK);
  CHECK(strncmp(story.data, "{\"format\":\"pith-merge.explain.v1\",", 34) == 0);
  CHECK(strstr(story.data, digits) != NULL && strstr(story.data, "\"valid\":true") != NULL);
  CHECK(pith_canonical_at(buffer_text(&story), text_of("/equivocations/0/rule"), &value, NULL) == PITH_OK);
  CHECK(is_equal(buffer_text(&value), text_of("\"SPEC 7.2\"")));
  pith_buffer_free(&value);
  pith_buffer_free(&story);
  const pith_text none = text_of("00000000");
  CHECK(pith_explain(keyring, &files->equivocating, 1, pith_no_text, none, 0, &story, &error) == PITH_ERROR_NOT_FOUND);
  CHECK(story.data == NULL && error.input == PITH_NO_INPUT);
  const pith_text broken = text_of("[");
  CHECK(pith_explain(keyring, &broken, 1, pith_no_text, none, 0, &story, &error) == PITH_ERROR_SYNTAX);
  CHECK(error.input == 0);
  CHECK(pith_explain(keyring, &broken, 1, pith_no_text, text_of("0000"), 0, &story, &error) ==
        PITH_ERROR_INVALID_ARGUMENT);
}

static void check_equivocations(const job_files* files, const pith_keyring* keyring) {
  pith_state* state;
  pith_equivocation equivocation;
  pith_sha256 first;
  pith_sha256 second;
  pith_error error;
  CHECK(pith_merge(keyring, &files->equivocating, 1, pith_no_text, 0, &state, &error) == PITH_OK);
  CHECK(is_equal(pith_state_document(state), files->expected));
  CHECK(pith_state_applied_event_count(state) > 1);
  CHECK(pith_state_applied_event(state, 0, &first, &error) == PITH_OK);
  CHECK(pith_state_equivocation_count(state) > 0);
  CHECK(pith_state_equivocation(state, 0, &equivocation, &error) == PITH_OK);
  CHECK(equivocation.event_count >= 2 && equivocation.event_type.size_bytes > 0);
  CHECK(strncmp(equivocation.signer_json.data, "{\"key_id\":", 10) == 0);
  CHECK(pith_state_equivocation_event(state, 0, 0, &first, &error) == PITH_OK);
  CHECK(pith_state_equivocation_event(state, 0, 1, &second, &error) == PITH_OK);
  CHECK(memcmp(&first, &second, sizeof first) < 0);
  CHECK(pith_state_equivocation_event(state, 0, equivocation.event_count, &second, &error) ==
        PITH_ERROR_INVALID_ARGUMENT);
  check_explanation(files, keyring, &first);
  CHECK(pith_state_equivocation_event(state, 99, 0, &second, &error) == PITH_ERROR_INVALID_ARGUMENT);
  pith_state_free(state);
}

static void check_refusals(const job_files* files, const pith_keyring* keyring) {
  pith_state* state;
  pith_error error;
  const pith_text both[2] = {files->bundle, files->equivocating};
  CHECK(pith_merge(keyring, both, 2, pith_no_text, 0, &state, &error) == PITH_ERROR_SEVERAL_SUBJECTS);
  CHECK(state == NULL && error.input == PITH_NO_INPUT && error.line == 0);
  CHECK(pith_merge(keyring, NULL, 0, pith_no_text, 0, &state, &error) == PITH_ERROR_NO_SUBJECT);
  const pith_text broken[2] = {files->bundle, text_of("{\"a\":1}\n{\"a\":}\n")};
  CHECK(pith_merge(keyring, broken, 2, pith_no_text, 0, &state, &error) == PITH_ERROR_SYNTAX);
  CHECK(error.input == 1 && error.line == 2 && error.column == 6 && error.offset_bytes == 13);
  const pith_text blank[1] = {text_of(" \n")};
  CHECK(pith_merge(keyring, blank, 1, pith_no_text, 0, &state, &error) == PITH_ERROR_SYNTAX && error.input == 0);
  CHECK(pith_merge(keyring, blank, 1, text_of("pith:1"), 0, &state, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_merge(keyring, blank, 1, pith_no_text, 4, &state, &error) == PITH_ERROR_INVALID_ARGUMENT);
}

void check_merging(const job_files* files) {
  pith_keyring* keyring;
  pith_state* state;
  pith_state* again;
  pith_warning warning;
  pith_sha256 digest;
  pith_error error;
  make_keyring(files, &keyring);
  const pith_text twice[2] = {files->bundle, files->bundle};
  CHECK(pith_merge(keyring, twice, 1, pith_no_text, 0, &state, &error) == PITH_OK);
  CHECK(pith_merge(keyring, twice, 2, pith_state_pith_number(state), 0, &again, &error) == PITH_OK);
  CHECK(is_equal(pith_state_document(state), pith_state_document(again)));
  check_state_sha256(state, files->bundle, "/state/state_sha256");
  CHECK(pith_state_input_sha256(state, &digest, &error) == PITH_OK);
  CHECK(pith_state_warning_count(state) == 0);
  CHECK(pith_state_event_count(state) == pith_state_applied_event_count(state));
  pith_state_free(again);
  pith_state_free(state);

  CHECK(pith_merge(keyring, twice, 1, pith_no_text, PITH_TRUST_BUNDLE_KEYS, &state, &error) == PITH_OK);
  CHECK(pith_state_warning_count(state) == 0);  // its key is built in already
  pith_state_free(state);
  // The aliases of a bundle about another record do not count.
  CHECK(pith_merge(keyring, twice, 1, text_of("pith:2020:AAAAAAAAAAAAAAAAAAAAAAAAAA"), 0, &state, &error) == PITH_OK);
  CHECK(pith_state_warning_count(state) == 1);
  CHECK(pith_state_warning(state, 0, &warning, &error) == PITH_OK);
  CHECK(is_equal(warning.code, text_of("aliases_of_another_record")) && warning.input == 0 && !warning.has_event_id);
  pith_state_free(state);
  check_equivocations(files, keyring);
  check_refusals(files, keyring);
  pith_keyring_free(keyring);
}

/// Adds the bundle's own events one by one.
static void add_one_by_one(const job_files* files, pith_event_set* events) {
  pith_buffer buffer;
  pith_event event;
  char pointer[32];
  for (int i = 0;; ++i) {
    snprintf(pointer, sizeof pointer, "/events/%d", i);
    if (pith_canonical_at(files->bundle, text_of(pointer), &buffer, NULL) == PITH_ERROR_NOT_FOUND) {
      CHECK(i > 0);
      return;
    }
    CHECK(pith_event_set_add(events, buffer_text(&buffer), &event, NULL) == PITH_OK);
    CHECK(event.reason == PITH_REASON_NONE);
    pith_buffer_free(&buffer);
  }
}

static void check_odd_additions(const job_files* files, const pith_keyring* keyring, pith_event_set* events) {
  pith_event event;
  pith_error error;
  pith_state* state;
  pith_warning warning;
  CHECK(pith_event_set_add(events, text_of("1"), &event, &error) == PITH_OK);
  CHECK(event.reason == PITH_REASON_MALFORMED);
  CHECK(pith_event_set_add(events, text_of("{"), &event, &error) == PITH_ERROR_SYNTAX && error.column == 2);
  CHECK(pith_event_set_add_alias(events, text_of("a"), text_of("b"), text_of("c"), &error) == PITH_OK);
  CHECK(pith_event_set_add_alias(events, text_of("\xFF"), text_of("b"), text_of("c"), &error) ==
        PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_event_set_state(events, 0, &state, &error) == PITH_OK);
  CHECK(pith_state_invalid_event_count(state) == 1 && pith_state_warning_count(state) == 1);
  CHECK(pith_state_warning(state, 0, &warning, &error) == PITH_OK);
  CHECK(is_equal(warning.code, text_of("alias_left_out")) && warning.input == PITH_NO_INPUT);
  CHECK(pith_state_invalid_event(state, 0, &event, &error) == PITH_OK && event.reason == PITH_REASON_MALFORMED);
  pith_state_free(state);

  pith_event_set* other;
  CHECK(pith_event_set_new(text_of("pith:2020:AAAAAAAAAAAAAAAAAAAAAAAAAA"), keyring, &other, &error) == PITH_OK);
  CHECK(pith_event_set_merge(events, other, &error) == PITH_ERROR_DIFFERENT_SETS);
  CHECK(pith_event_set_merge(events, events, &error) == PITH_OK);
  pith_event_set_free(other);
  CHECK(pith_event_set_new(files->bundle, keyring, &other, &error) == PITH_ERROR_INVALID_ARGUMENT && other == NULL);
}

/// If the aliases of a bundle do not count, each later state has one warning, also after a merge into another set.
static void check_aliases_left_out(const pith_keyring* keyring, const pith_bundle* bundle) {
  pith_event_set* events;
  pith_event_set* merged;
  pith_state* state;
  pith_warning warning;
  const pith_text another = text_of("pith:2020:AAAAAAAAAAAAAAAAAAAAAAAAAA");
  CHECK(pith_event_set_new(another, keyring, &events, NULL) == PITH_OK);
  CHECK(pith_event_set_new(another, keyring, &merged, NULL) == PITH_OK);
  CHECK(pith_event_set_add_bundle(events, bundle, NULL) == PITH_OK);
  CHECK(pith_event_set_add_bundle(events, bundle, NULL) == PITH_OK);
  CHECK(pith_event_set_merge(merged, events, NULL) == PITH_OK);
  pith_event_set_free(events);
  CHECK(pith_event_set_state(merged, 0, &state, NULL) == PITH_OK);
  CHECK(pith_state_warning_count(state) == 1 && pith_state_warning(state, 0, &warning, NULL) == PITH_OK);
  CHECK(is_equal(warning.code, text_of("aliases_of_another_record")) && warning.input == PITH_NO_INPUT);
  pith_state_free(state);
  pith_event_set_free(merged);
}

void check_event_sets(const job_files* files) {
  pith_keyring* keyring;
  pith_bundle* bundle;
  pith_event_set* events;
  pith_event_set* from_bundle;
  pith_state* state;
  make_keyring(files, &keyring);
  CHECK(pith_bundle_parse(files->bundle, &bundle, NULL) == PITH_OK);
  CHECK(pith_event_set_new(pith_bundle_pith_number(bundle), keyring, &events, NULL) == PITH_OK);
  CHECK(pith_event_set_new(pith_bundle_pith_number(bundle), keyring, &from_bundle, NULL) == PITH_OK);
  add_one_by_one(files, events);
  CHECK(pith_event_set_add_bundle(from_bundle, bundle, NULL) == PITH_OK);
  CHECK(pith_event_set_merge(events, from_bundle, NULL) == PITH_OK);
  pith_event_set_free(from_bundle);
  check_aliases_left_out(keyring, bundle);
  pith_bundle_free(bundle);
  CHECK(pith_event_set_state(events, 0, &state, NULL) == PITH_OK);
  check_state_sha256(state, files->bundle, "/state/state_sha256");
  pith_state_free(state);
  CHECK(pith_event_set_state(events, PITH_AUTHENTIC_ONLY, &state, NULL) == PITH_OK);
  check_has_aliases(state, 0);
  pith_state_free(state);
  check_odd_additions(files, keyring, events);
  CHECK(pith_event_set_state(events, PITH_TRUST_BUNDLE_KEYS, &state, NULL) == PITH_ERROR_INVALID_ARGUMENT);
  pith_event_set_free(events);
  pith_keyring_free(keyring);
}
