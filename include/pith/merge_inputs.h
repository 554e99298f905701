#ifndef PITH_MERGE_INPUTS_H
#define PITH_MERGE_INPUTS_H

/// @file
/// The merge of whole inputs.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "pith/event_set.h"
#include "pith/export.h"
#include "pith/keyring.h"
#include "pith/result.h"
#include "pith/state.h"
#include "pith/verdict_cache.h"

namespace pith {

/// Options of merge_inputs().
struct MergeOptions {
  std::string_view subject;                     ///< the record; if empty, the one that the inputs name (SPEC 9.5)
  BundleKeys bundle_keys = BundleKeys::ignore;  ///< whether the keys that bundles list are trusted
  Scope scope = Scope::all;                     ///< which events the state is about
  VerdictCache* verdicts = nullptr;  ///< where signatures are looked up before they are verified; may be null
};

/// The result of merge_inputs().
struct MergedInputs {
  std::string subject;             ///< the record
  State state;                     ///< of the events in the scope
  Sha256Digest input_sha256 = {};  ///< SPEC 9.6
  std::vector<Warning> warnings;   ///< of the inputs: first about all of them, then in their order. state has its own
};

/// Whether a text has the form of a Pith Number. SPEC 2.2.
PITH_API bool is_pith_number(std::string_view text) noexcept;

/// Merges whole inputs: bundles, events, arrays of these, or NDJSON, told apart by content. Neither their order nor
/// repetition makes a difference. Aliases come from bundles of the record whose signature holds under a registry key.
/// SPEC 9.5.
/// Needs an empty subject or is_pith_number(subject).
/// Errors: if any part of an input is refused, nothing is merged, because a partial state would look like a whole one.
/// The error is that of the first such input: a code of SPEC 1.4, `not_a_bundle`, `not_an_event`, or `unreadable`
/// for an input over the size limit. `no_subject` and `several_subjects` are about all inputs together.
/// `*refused_input`, unless null, is then the index of the refused input, or inputs.size() if it is about all inputs.
/// Copies the inputs. Time n log n, memory proportional to n, and one verification for each signature.
PITH_API Result<MergedInputs> merge_inputs(std::span<const std::string_view> inputs, const Keyring& keyring,
                                           const MergeOptions& options = {}, std::size_t* refused_input = nullptr);

}  // namespace pith

#endif
