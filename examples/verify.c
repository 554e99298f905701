// Checks a whole bundle from standard input, and prints which checks fail and where. The exit status is 0 if the bundle
// holds, 1 if it does not, and 2 if the input is not a bundle or cannot be checked.

#include <pith/c.h>
#include <stdio.h>
#include <stdlib.h>

/// The whole file, in memory that the caller frees. Null if it cannot be read or does not fit into memory.
static char* read_all(FILE* file, size_t* size_bytes) {
  size_t capacity_bytes = 65536;
  char* data = malloc(capacity_bytes);
  *size_bytes = 0;
  while (data != NULL) {
    *size_bytes += fread(data + *size_bytes, 1, capacity_bytes - *size_bytes, file);
    if (*size_bytes < capacity_bytes) {
      break;
    }
    char* const larger = capacity_bytes <= SIZE_MAX / 2 ? realloc(data, capacity_bytes * 2) : NULL;
    if (larger == NULL) {
      free(data);
    }
    data = larger;
    capacity_bytes *= 2;
  }
  if (data != NULL && ferror(file)) {
    free(data);
    data = NULL;
  }
  return data;
}

/// Pointers contain names of members, which anybody may choose. Bytes that a terminal could take for a command are
/// written as `\xHH`.
static void print_escaped(pith_text text) {
  for (size_t i = 0; i < text.size_bytes; ++i) {
    const unsigned char byte = (unsigned char)text.data[i];
    if (byte >= 0x20 && byte < 0x7F && byte != '\\') {
      putchar(byte);
    } else {
      printf("\\x%02x", byte);
    }
  }
}

static int describe(const pith_report* report) {
  for (size_t i = 0; i < pith_report_check_count(report); ++i) {
    pith_check check;
    if (pith_report_check(report, i, &check, NULL) == PITH_OK && !check.ok) {
      fwrite(check.name.data, 1, check.name.size_bytes, stdout);
      fputs(" fails at '", stdout);
      print_escaped(check.pointer);
      puts("'");
    }
  }
  puts(pith_report_ok(report) ? "holds" : "does not hold");
  return pith_report_ok(report) ? 0 : 1;
}

static int verify(pith_text text) {
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

int main(void) {
  size_t size_bytes = 0;
  char* const data = read_all(stdin, &size_bytes);
  if (data == NULL) {
    fputs("standard input cannot be read\n", stderr);
    return 2;
  }
  const pith_text text = {data, size_bytes};
  const int status = verify(text);
  free(data);
  return fflush(stdout) == 0 ? status : 2;
}
