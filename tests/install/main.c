#include <pith/c.h>
#include <stdio.h>

int main(void) {
  static char data[1000000];
  const pith_text file = {data, fread(data, 1, sizeof data, stdin)};
  pith_context* context = NULL;
  pith_keyring* keys = NULL;
  pith_state* state = NULL;
  pith_error error;
  if (pith_context_new(0, &context, &error) || pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keys, &error) ||
      pith_merge(keys, &file, 1, pith_no_text, 0, &state, &error)) {
    fprintf(stderr, "%s in line %zu\n", pith_error_name(error.code), error.line);
    pith_keyring_free(keys);
    pith_context_free(context);
    return 2;
  }
  pith_sha256 digest;
  char digits[65];
  pith_state_sha256(state, &digest, NULL);
  pith_sha256_hex(&digest, digits);
  puts(digits);
  pith_state_free(state);
  pith_keyring_free(keys);
  pith_context_free(context);
  return 0;
}
