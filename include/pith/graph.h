#ifndef PITH_GRAPH_H
#define PITH_GRAPH_H

/// @file
/// The history of a record as a picture.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/state.h"
#include "pith/verdict_cache.h"

namespace pith {

/// The language of a graph.
enum class GraphFormat : std::uint8_t {
  svg,   ///< a picture
  html,  ///< a page with the picture and the details of each event; it needs no network and no scripts
  dot,   ///< for Graphviz
};

/// Options of draw_graph().
struct GraphOptions {
  std::string_view subject;                     ///< the record; if empty, the one that the inputs name (SPEC 9.5)
  BundleKeys bundle_keys = BundleKeys::ignore;  ///< whether the keys that bundles list are trusted
  VerdictCache* verdicts = nullptr;       ///< where signatures are looked up before they are verified; may be null
  GraphFormat format = GraphFormat::svg;  ///< the language of the document
};

/// What draw_graph() drew.
struct Graph {
  std::string subject;            ///< the record
  std::string document;           ///< in the language that was asked for, UTF-8, with a newline at the end
  std::size_t event_count = 0;    ///< the distinct events, invalid ones included
  std::size_t mark_count = 0;     ///< the marks of the picture
  std::size_t folded_count = 0;   ///< the events that share a mark with others
  std::vector<Warning> warnings;  ///< of the inputs, as in MergedInputs
};

/// Merges inputs as merge_inputs() does, and draws what came of each event. Each principal (SPEC 3.7) has a lane. Time
/// runs from left to right: valid events are in application order (SPEC 5.2), and each other one is where its instant
/// puts it. Links are arrows. Above 300 events, runs of uneventful ones share a mark; the document says so. Events that
/// equivocate, and authentic events that are not valid, always have a mark of their own.
/// The document depends on the subject, the distinct events, the keyring and the aliases; not on the order of anything.
/// It is escaped for its language, whatever the inputs have, and shows control characters and those that change the
/// direction of writing as escapes.
/// Needs an empty subject, or is_pith_number(subject). Errors and `*refused_input`: as for merge_inputs().
/// Costs what merge_inputs() costs, and time n log n in the events and links. If an event is not authentic, the inputs
/// are parsed once more. A page has at most 160 KiB for each event, and 64 KiB for all of them: what is longer is cut,
/// and says so.
PITH_API Result<Graph> draw_graph(std::span<const std::string_view> inputs, const Keyring& keyring,
                                  const GraphOptions& options = {}, std::size_t* refused_input = nullptr);

}  // namespace pith

#endif
