#include "pith/version.h"
#include "tests/capi/check.h"

static void check_names(void) {
  CHECK(pith_abi_version() == PITH_ABI_VERSION);
  CHECK(strcmp(pith_version(), PITH_VERSION) == 0);
  CHECK(strcmp(pith_error_name(PITH_OK), "ok") == 0);
  CHECK(strcmp(pith_error_name(PITH_ERROR_SYNTAX), "syntax") == 0);
  CHECK(strcmp(pith_error_name(PITH_ERROR_DUPLICATE_KEY), "duplicate_key") == 0);
  CHECK(strcmp(pith_error_name(PITH_ERROR_EMPTY), "empty") == 0);
  CHECK(strcmp(pith_error_name(PITH_ERROR_DIFFERENT_SETS), "different_sets") == 0);
  CHECK(strcmp(pith_error_name(23), "unknown") == 0);
  CHECK(pith_reason_name(PITH_REASON_NONE) == NULL);
  CHECK(strcmp(pith_reason_name(PITH_REASON_MALFORMED), "malformed") == 0);
  CHECK(strcmp(pith_reason_name(PITH_REASON_PREV_EVENT_UNRESOLVED), "prev_event_unresolved") == 0);
  CHECK(pith_reason_name(15) == NULL && pith_reason_name(UINT32_MAX) == NULL);
  CHECK(strcmp(pith_error_name(UINT32_MAX), "unknown") == 0);
}

static void check_canonical(void) {
  pith_buffer buffer;
  pith_error error;
  const pith_text json = text_of(" {\"b\" : [2.0, \"\\u0041\"], \"a\":1}");
  CHECK(pith_canonical(json, &buffer, &error) == PITH_OK && error.code == PITH_OK && error.message[0] == '\0');
  CHECK(strcmp(buffer.data, "{\"a\":1,\"b\":[2.0,\"A\"]}") == 0 && buffer.size_bytes == strlen(buffer.data));
  pith_buffer_free(&buffer);
  CHECK(buffer.data == NULL && buffer.size_bytes == 0);
  pith_buffer_free(&buffer);
  pith_buffer_free(NULL);

  CHECK(pith_canonical_at(json, text_of("/b/1"), &buffer, &error) == PITH_OK);
  CHECK(is_equal(buffer_text(&buffer), text_of("\"A\"")));
  pith_buffer_free(&buffer);
  CHECK(pith_canonical_at(json, text_of("/c"), &buffer, &error) == PITH_ERROR_NOT_FOUND && buffer.data == NULL);
  CHECK(pith_canonical_at(json, text_of("c"), &buffer, &error) == PITH_ERROR_INVALID_ARGUMENT);

  CHECK(pith_canonical(text_of("[1,\n 2"), &buffer, &error) == PITH_ERROR_SYNTAX && buffer.data == NULL);
  CHECK(error.code == PITH_ERROR_SYNTAX && error.input == PITH_NO_INPUT && strlen(error.message) > 0);
  CHECK(error.line == 2 && error.column == 3 && error.offset_bytes == 6);
  CHECK(pith_canonical(text_of("{\"a\":1,\"a\":2}"), &buffer, NULL) == PITH_ERROR_DUPLICATE_KEY);
  CHECK(pith_canonical(pith_no_text, &buffer, &error) == PITH_ERROR_SYNTAX);
}

static void check_hashes(void) {
  pith_context* context;
  pith_error error;
  pith_sha256 digest;
  char digits[65];
  CHECK(pith_context_new(16, &context, &error) == PITH_OK);
  CHECK(pith_hash(context, text_of("abc"), &digest, &error) == PITH_OK);  // FIPS 180-2, B.1
  pith_sha256_hex(&digest, digits);
  CHECK(strcmp(digits, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") == 0);
  pith_sha256_hex(NULL, digits);
  pith_sha256_hex(&digest, NULL);
  pith_context_free(context);
  CHECK(pith_context_new(SIZE_MAX, &context, &error) == PITH_ERROR_OUT_OF_MEMORY && context == NULL);
}

/// A text of 2 GiB is refused as `unreadable` by its size alone (SPEC 9.5). Nothing is there that could be read.
static void check_size_limit(void) {
  const pith_text too_large = {"", 2147483648U};
  pith_context* context;
  pith_keyring* keyring;
  pith_event_set* events;
  pith_event event;
  pith_buffer buffer;
  pith_bundle* bundle;
  pith_error error;
  CHECK(pith_context_new(0, &context, NULL) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keyring, NULL) == PITH_OK);
  CHECK(pith_event_set_new(text_of("pith:2018:SZQIXLNZVGTWPCWH4C4GLVHIEF"), keyring, &events, NULL) == PITH_OK);
  CHECK(pith_canonical(too_large, &buffer, &error) == PITH_ERROR_UNREADABLE && buffer.data == NULL);
  CHECK(pith_bundle_parse(too_large, &bundle, &error) == PITH_ERROR_UNREADABLE && bundle == NULL);
  CHECK(error.offset_bytes == 0 && error.line == 1 && error.column == 1 && strlen(error.message) > 0);
  CHECK(pith_keyring_add(keyring, too_large, &error) == PITH_ERROR_UNREADABLE);
  CHECK(pith_event_set_add(events, too_large, &event, &error) == PITH_ERROR_UNREADABLE);
  pith_event_set_free(events);
  pith_keyring_free(keyring);
  pith_context_free(context);
}

void check_names_and_json(void) {
  check_names();
  check_canonical();
  check_hashes();
  check_size_limit();
}

void check_keyrings(const job_files* files) {
  pith_context* context;
  pith_keyring* keyring;
  pith_error error;
  pith_key key;
  CHECK(pith_context_new(0, &context, &error) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keyring, &error) == PITH_OK);
  pith_context_free(context);  // the keyring shares what it needs
  CHECK(pith_keyring_key_count(keyring) == 1);
  CHECK(pith_keyring_key(keyring, 0, &key, &error) == PITH_OK);
  CHECK(is_equal(key.key_id, text_of("pith-v1-2026-05")) && key.origin == PITH_KEY_BUILT_IN);
  CHECK(is_equal(key.fingerprint, text_of("8d4b5ee74e4693bcd1df2446408b0d54")));
  CHECK(is_equal(key.signer_id, text_of("pith.science")) && is_equal(key.signer_type, text_of("pith_registry")));
  CHECK(key.rotates_at.data == NULL);
  pith_keyring* copy;
  CHECK(pith_keyring_copy(keyring, &copy, &error) == PITH_OK);
  CHECK(pith_keyring_key(keyring, 1, &key, &error) == PITH_ERROR_INVALID_ARGUMENT && key.key_id.data == NULL);

  CHECK(pith_keyring_add(keyring, files->keys, &error) == PITH_OK);
  const size_t key_count = pith_keyring_key_count(keyring);
  CHECK(key_count > 1);
  CHECK(pith_keyring_key_count(copy) == 1);  // it does not see the change
  CHECK(pith_keyring_add(keyring, text_of("[\n{\"key_id\":\"a\"}]"), &error) == PITH_ERROR_BAD_KEY);
  CHECK(error.line == 2 && error.column == 1);
  CHECK(pith_keyring_add(keyring, text_of("{"), &error) == PITH_ERROR_SYNTAX);
  CHECK(pith_keyring_key_count(keyring) == key_count);
  pith_keyring_free(keyring);
  CHECK(pith_keyring_key(copy, 0, &key, &error) == PITH_OK);  // it shares what it needs
  CHECK(is_equal(key.key_id, text_of("pith-v1-2026-05")) && key.origin == PITH_KEY_BUILT_IN);
  CHECK(pith_keyring_add(copy, files->keys, &error) == PITH_OK && pith_keyring_key_count(copy) == key_count);
  pith_keyring_free(copy);
  CHECK(pith_context_new(0, &context, NULL) == PITH_OK);
  CHECK(pith_keyring_new(context, 2, &keyring, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(pith_keyring_new(context, PITH_KEYRING_EMPTY, &keyring, &error) == PITH_OK);
  CHECK(pith_keyring_key_count(keyring) == 0);
  pith_keyring_free(keyring);
  pith_context_free(context);
}
