// Graphs: the picture in each language, and what is refused.

#include "tests/capi/check.h"

void check_graph(const job_files* files) {
  pith_error error;
  pith_context* context;
  pith_keyring* keyring;
  pith_buffer document;
  size_t count = 7;
  CHECK(pith_context_new(100, &context, &error) == PITH_OK);
  CHECK(pith_keyring_new(context, PITH_KEYRING_EMPTY, &keyring, &error) == PITH_OK);
  CHECK(pith_keyring_add(keyring, files->keys, &error) == PITH_OK);
  const pith_text inputs[] = {files->equivocating, text_of("[")};
  const char* const beginnings[] = {"<svg xmlns=", "<!DOCTYPE html>", "digraph "};
  for (uint32_t format = PITH_GRAPH_SVG; format <= PITH_GRAPH_DOT; ++format) {
    CHECK(pith_graph(keyring, inputs, 1, pith_no_text, format, 0, &document, &count, &error) == PITH_OK);
    CHECK(strstr(document.data, beginnings[format]) == document.data && count >= 2);
    CHECK(strstr(document.data, "1 equivocation") != NULL);
    CHECK(document.data[document.size_bytes - 1] == '\n');
    pith_buffer_free(&document);
  }
  CHECK(pith_graph(keyring, inputs, 2, pith_no_text, 0, 0, &document, &count, &error) == PITH_ERROR_SYNTAX);
  CHECK(error.input == 1 && error.line == 1 && error.column == 2 && document.data == NULL && count == 0);
  CHECK(pith_graph(keyring, inputs, 1, pith_no_text, 3, 0, &document, &count, &error) == PITH_ERROR_INVALID_ARGUMENT);
  CHECK(document.data == NULL);
  pith_keyring_free(keyring);
  pith_context_free(context);
}
