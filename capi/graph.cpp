#include "pith/graph.h"

#include <optional>

#include "capi/guard.h"
#include "capi/merge_arguments.h"

using pith::capi::are_texts;
using pith::capi::clear;
using pith::capi::fail_argument;
using pith::capi::fail_flags_or_subject;
using pith::capi::fail_input;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::may_be_given;
using pith::capi::options_of;
using pith::capi::views_of;

namespace {

std::optional<pith::GraphFormat> to_format(uint32_t format) {
  switch (format) {
    case PITH_GRAPH_SVG:
      return pith::GraphFormat::svg;
    case PITH_GRAPH_HTML:
      return pith::GraphFormat::html;
    case PITH_GRAPH_DOT:
      return pith::GraphFormat::dot;
    default:
      return std::nullopt;
  }
}

}  // namespace

pith_error_code pith_graph(const pith_keyring* keyring, const pith_text* inputs, size_t input_count, pith_text subject,
                           uint32_t format, uint32_t flags, pith_buffer* out, size_t* event_count, pith_error* error) {
  clear(out);
  if (event_count != nullptr) {
    *event_count = 0;
  }
  if (keyring == nullptr || out == nullptr || event_count == nullptr || !are_texts(inputs, input_count) ||
      !is_text(subject)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if (!may_be_given(flags, subject)) {
    return fail_flags_or_subject(error);
  }
  const std::optional<pith::GraphFormat> graph_format = to_format(format);
  if (!graph_format) {
    return fail_argument(error, "the format is none of pith_graph_format");
  }
  return guarded(error, [&] {
    auto options = options_of<pith::GraphOptions>(*keyring, subject, flags);
    options.format = *graph_format;
    size_t refused_input = input_count;
    const pith::Result<pith::Graph> graph =
        pith::draw_graph(views_of(inputs, input_count), keyring->keyring, options, &refused_input);
    if (!graph) {
      return fail_input(error, graph.error(), refused_input, input_count);
    }
    const pith_error_code code = give_buffer(graph->document, out, error);
    *event_count = code == PITH_OK ? graph->event_count : 0;
    return code;
  });
}
