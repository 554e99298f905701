#include "pith/graph.h"

#include <optional>
#include <vector>

#include "capi/guard.h"
#include "capi/handles.h"

using pith::capi::fail;
using pith::capi::fail_argument;
using pith::capi::give_buffer;
using pith::capi::guarded;
using pith::capi::is_text;
using pith::capi::view;

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
  if (out != nullptr) {
    *out = {nullptr, 0};
  }
  if (event_count != nullptr) {
    *event_count = 0;
  }
  if (keyring == nullptr || out == nullptr || event_count == nullptr || !pith::capi::are_texts(inputs, input_count) ||
      !is_text(subject)) {
    return fail_argument(error, "a handle, an output or a text is null");
  }
  if ((flags & ~PITH_TRUST_BUNDLE_KEYS) != 0 || (subject.size_bytes > 0 && !pith::is_pith_number(view(subject)))) {
    return fail_argument(error, "a flag is unknown, or the subject is not a Pith Number");
  }
  const std::optional<pith::GraphFormat> graph_format = to_format(format);
  if (!graph_format) {
    return fail_argument(error, "the format is none of pith_graph_format");
  }
  return guarded(error, [&] {
    std::vector<std::string_view> views;
    views.reserve(input_count);
    for (size_t i = 0; i < input_count; ++i) {
      views.push_back(view(inputs[i]));
    }
    pith::GraphOptions options;
    options.subject = view(subject);
    options.bundle_keys = flags != 0 ? pith::BundleKeys::trust : pith::BundleKeys::ignore;
    options.verdicts = keyring->verdicts.get();
    options.format = *graph_format;
    size_t refused_input = input_count;
    const pith::Result<pith::Graph> graph = pith::draw_graph(views, keyring->keyring, options, &refused_input);
    if (!graph) {
      return fail(error, graph.error(), refused_input < input_count ? refused_input : PITH_NO_INPUT);
    }
    const pith_error_code code = give_buffer(graph->document, out, error);
    *event_count = graph->event_count;
    return code;
  });
}
