#ifndef PITH_ENGINE_REPORTS_WOULD_FORK_H
#define PITH_ENGINE_REPORTS_WOULD_FORK_H

#include <string_view>

#include "canon/document.h"
#include "engine/bundles/input_merge.h"
#include "pith/would_fork.h"

namespace pith::engine {

/// The value of `format` in a report.
inline constexpr std::string_view would_fork_format = "pith-merge.would-fork.v1";

/// Parses a draft or a signed event. The text must outlive the document. Errors: those of the JSON, or `not_an_event`.
Result<canon::Document> parse_candidate(std::string_view json);

/// The record that an event names; empty if it names none.
std::string_view subject_of_candidate(const canon::Document& candidate);

/// Judges an event against what was merged, and adds it. Needs a document of parse_candidate().
WouldFork judge_candidate(const canon::Document& candidate, InputMerge::Merged& merged, VerdictCache* verdicts);

}  // namespace pith::engine

#endif
