// The public merge_inputs: merges whole inputs into a state.

#include "pith/merge_inputs.h"

#include <cassert>
#include <utility>

#include "engine/bundles/input_merge.h"
#include "engine/merge/input_sha256.h"
#include "engine/merge/state.h"
#include "engine/records/record_identity.h"

namespace pith {

bool is_pith_number(std::string_view text) noexcept {
  return engine::has_pith_number_form(text);
}

Result<void> engine::add_texts(InputMerge& merge, std::span<const std::string_view> inputs,
                               std::size_t* refused_input) {
  for (std::size_t input = 0; input < inputs.size(); ++input) {
    std::vector<Error> errors = merge.add_input(std::string(inputs[input]));
    if (!errors.empty()) {
      if (refused_input != nullptr) {
        *refused_input = input;
      }
      return std::move(errors.front());
    }
  }
  return {};
}

Result<engine::InputMerge::Merged> engine::merge_texts(InputMerge& merge, std::span<const std::string_view> inputs,
                                                       std::string_view subject, std::size_t* refused_input,
                                                       std::string_view subject_if_none) {
  assert(subject.empty() || is_pith_number(subject));
  if (Result<void> added = add_texts(merge, inputs, refused_input); !added) {
    return std::move(added).error();
  }
  Result<InputMerge::Merged> merged = merge.finish(subject, subject_if_none);
  if (!merged && refused_input != nullptr) {
    *refused_input = inputs.size();
  }
  return merged;
}

Result<MergedInputs> merge_inputs(std::span<const std::string_view> inputs, const Keyring& keyring,
                                  const MergeOptions& options, std::size_t* refused_input) {
  engine::InputMerge merge(keyring, options.bundle_keys, {.verdicts = options.verdicts});
  auto merged = engine::merge_texts(merge, inputs, options.subject, refused_input);
  if (!merged) {
    return std::move(merged).error();
  }
  return MergedInputs{merged->events.subject(), engine::compute_state(merged->events, merged->aliases, options.scope),
                      engine::compute_input_sha256(merged->events, merged->aliases), std::move(merged->warnings)};
}

}  // namespace pith
