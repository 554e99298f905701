// Checks a whole bundle, from standard input, and says which checks fail and where. Exit status 0 where it holds, 1
// where it does not, 2 where it is no bundle.

#include <pith/pith.h>
#include <stdio.h>
#include <stdlib.h>

static int describe(const pith_report* report) {
  for (size_t i = 0; i < pith_report_check_count(report); ++i) {
    pith_check check;
    if (pith_report_check(report, i, &check, NULL) == PITH_OK && !check.ok) {
      printf("%.*s fails at '%.*s'\n", (int)check.name.size_bytes, check.name.data, (int)check.pointer.size_bytes,
             check.pointer.data);
    }
  }
  puts(pith_report_ok(report) ? "holds" : "does not hold");
  return pith_report_ok(report) ? 0 : 1;
}

int main(void) {
  static char data[10 * 1000 * 1000];
  const pith_text text = {data, fread(data, 1, sizeof data, stdin)};
  pith_context* context = NULL;
  pith_keyring* keys = NULL;
  pith_bundle* bundle = NULL;
  pith_report* report = NULL;
  pith_error error;
  int status = 2;
  if (pith_context_new(0, &context, &error) == PITH_OK &&
      pith_keyring_new(context, PITH_KEYRING_REGISTRY, &keys, &error) == PITH_OK &&
      pith_bundle_parse(text, &bundle, &error) == PITH_OK &&
      pith_bundle_verify(bundle, keys, 0, &report, &error) == PITH_OK) {
    status = describe(report);
  } else {
    fprintf(stderr, "%zu:%zu: %s: %s\n", error.line, error.column, pith_error_name(error.code), error.message);
  }
  pith_report_free(report);
  pith_bundle_free(bundle);
  pith_keyring_free(keys);
  pith_context_free(context);
  return status;
}
