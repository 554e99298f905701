#ifndef PITH_MERGE_INPUTS_H
#define PITH_MERGE_INPUTS_H

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

struct MergeOptions {
  std::string_view subject;  ///< the record; where it is empty, the one that the inputs name (SPEC 9.5)
  BundleKeys bundle_keys = BundleKeys::ignore;
  Scope scope = Scope::all;
  VerdictCache* verdicts = nullptr;  ///< asked before a signature is verified, and told the verdict; may be null
};

/// What a careful reader wants to know of one input, and what changes nothing.
struct InputNotice {
  std::size_t input = 0;  ///< from 0
  std::string explanation;
};

struct MergedInputs {
  std::string subject;
  State state;
  Sha256Digest input_sha256;
  std::vector<InputNotice> notices;       ///< in the order of the inputs
  bool trusts_keys_from_bundles = false;  ///< a key in the keyring came from a bundle: it vouches for itself
};

/// Whether a text has the form of a Pith Number. SPEC 2.2.
PITH_API bool is_pith_number(std::string_view text) noexcept;

/// Merges whole files: bundles, events, arrays of these, or NDJSON, told apart by content. Their order and repetition
/// mean nothing. Aliases come from bundles of the record whose signature holds under a registry key.
/// Needs an empty subject or is_pith_number(subject).
/// The first input that is refused in any part is the error, since a partial state would look like a whole one: with a
/// code of SPEC 1.4, `not_a_bundle`, `not_an_event` or `bad_key`. `no_subject` and `several_subjects` are about all
/// inputs. `*refused_input`, unless null, is then the number of the input from 0, or inputs.size() where it is about
/// all. Copies the inputs. Time n log n, memory proportional to n, and one verification for each signature. SPEC 9.5.
PITH_API Result<MergedInputs> merge_inputs(std::span<const std::string_view> inputs, const Keyring& keyring,
                                           const MergeOptions& options = {}, std::size_t* refused_input = nullptr);

}  // namespace pith

#endif
