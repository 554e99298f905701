// A C11 program that uses every function of pith/c.h:
//
//     capi BUNDLE KEYS EQUIVOCATING_BUNDLE ITS_STATE_DOCUMENT [all]
//
// With `all`, every allocation of OpenSSL is made to fail, not only each 23rd.

#include "tests/capi/allocations.h"
#include "tests/capi/check.h"

static pith_text read_file(const char* path) {
  FILE* const file = fopen(path, "rb");
  CHECK(file != NULL);
  CHECK(fseek(file, 0, SEEK_END) == 0);
  const long size_bytes = ftell(file);
  CHECK(size_bytes > 0 && fseek(file, 0, SEEK_SET) == 0);
  char* const data = malloc((size_t)size_bytes);
  CHECK(data != NULL && fread(data, 1, (size_t)size_bytes, file) == (size_t)size_bytes);
  fclose(file);
  const pith_text text = {data, (size_t)size_bytes};
  return text;
}

int main(int argument_count, char** arguments) {
  CHECK(take_over_openssl_allocations() == 1);
  const int is_every_allocation = argument_count == 6 && strcmp(arguments[5], "all") == 0;
  CHECK(argument_count == 5 || is_every_allocation);
  pith_text texts[4];
  for (int i = 0; i < 4; ++i) {
    texts[i] = read_file(arguments[i + 1]);
  }
  const job_files files = {texts[0], texts[1], texts[2], texts[3]};
  check_names_and_json();
  check_keyrings(&files);
  check_bundles(&files);
  check_merging(&files);
  check_event_sets(&files);
  check_audits(&files);
  check_diff(&files);
  check_evidence(&files);
  check_signing();
  check_minimising(&files);
  check_graph(&files);
  check_publishing(&files);
  check_null_arguments(&files);
  check_failing_allocations(&files, is_every_allocation);
  for (int i = 0; i < 4; ++i) {
    free((void*)(size_t)texts[i].data);
  }
  return 0;
}
