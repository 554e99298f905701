// The command `graph`: merges the files as `merge` does, and prints a picture of their events.

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/merged_inputs.h"
#include "engine/reports/graph.h"

namespace pith::cli {

GraphFormat parse_graph_format(const std::string& name) {
  if (name == "svg") {
    return GraphFormat::svg;
  }
  if (name == "html") {
    return GraphFormat::html;
  }
  if (name == "dot") {
    return GraphFormat::dot;
  }
  throw UsageError("--format must be svg, html or dot, not " + name, "graph");
}

int run_graph(const CommonOptions& common, const GraphArguments& arguments, const Terminal& terminal) {
  const Refusals refusals("graph", common.json, terminal);
  // With --keep-going, standard output is for the picture alone.
  const Refusals skipped("graph", common.json && !arguments.record.keep_going, terminal);
  VerdictCache verdicts;
  std::optional<InputReader> reader = InputReader::open(common, arguments.record, refusals, verdicts);
  if (!reader) {
    return exit_unusable;
  }
  const std::optional<engine::InputMerge::Merged> merged = reader->read(skipped);
  if (!merged) {
    return exit_unusable;
  }
  const Graph graph = engine::draw_merged(reader->merge(), *merged, arguments.format);
  if (!common.quiet) {
    say_warnings({&graph.warnings}, reader->paths(), terminal);
  }
  terminal.write(graph.document);
  return reader->is_whole() ? exit_holds : exit_unusable;
}

}  // namespace pith::cli
