#ifndef PITH_C_GRAPH_H
#define PITH_C_GRAPH_H

/// @file
/// The history of a record as a picture, in C. pith/c.h includes this header, and has the conventions.

#include "pith/c.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The language of a graph.
typedef enum pith_graph_format {
  PITH_GRAPH_SVG = 0,   ///< a picture
  PITH_GRAPH_HTML = 1,  ///< a page with the picture and the details of each event; no network, no scripts
  PITH_GRAPH_DOT = 2    ///< for Graphviz
} pith_graph_format;

/// Merges inputs as pith_merge() does, and draws what came of each event: a lane for each principal, time from left to
/// right, links as arrows. Sets *out to the document, UTF-8 with a newline at the end, and *event_count to the number
/// of distinct events, invalid ones included. The document is escaped for its language, whatever the inputs have.
/// Needs: as pith_merge(). `format` is a pith_graph_format. `flags` is PITH_TRUST_BUNDLE_KEYS or 0. Errors: as
/// pith_merge(), with error->input; PITH_ERROR_INVALID_ARGUMENT for another format. Lifetime: pith_buffer_free frees
/// *out.
/// Cost: that of pith_merge(), and time n log n in the events and links. If an event is not authentic, the inputs are
/// parsed once more.
PITH_API pith_error_code pith_graph(const pith_keyring* keyring, const pith_text* inputs, size_t input_count,
                                    pith_text subject, uint32_t format, uint32_t flags, pith_buffer* out,
                                    size_t* event_count, pith_error* error);

#ifdef __cplusplus
}
#endif

#endif
