#include "pith/merge_inputs.h"

#include <cassert>
#include <utility>
#include <variant>

#include "engine/bundles/file_merge.h"
#include "engine/records/record_identity.h"

namespace pith {
namespace {

/// A refusal, and the number of the input that it is about.
struct RefusedInput {
  std::size_t input;
  Error error;
};

std::optional<RefusedInput> take_in(std::span<const std::string_view> inputs, engine::MergeInput& merge_input) {
  for (std::size_t input = 0; input < inputs.size(); ++input) {
    const std::vector<Error> errors = merge_input.add_file(std::string(inputs[input]));
    if (!errors.empty()) {
      return RefusedInput{input, errors.front()};
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_pith_number(std::string_view text) noexcept {
  return engine::has_pith_number_form(text);
}

Result<MergedInputs> merge_inputs(std::span<const std::string_view> inputs, const Keyring& keyring,
                                  const MergeOptions& options, std::size_t* refused_input) {
  assert(options.subject.empty() || is_pith_number(options.subject));
  const auto refuse = [refused_input](std::size_t input, Error error) {
    if (refused_input != nullptr) {
      *refused_input = input;
    }
    return error;
  };
  engine::Spread spread;
  spread.verdicts = options.verdicts;
  engine::MergeInput merge_input(keyring, options.bundle_keys, spread);
  if (std::optional<RefusedInput> refused = take_in(inputs, merge_input)) {
    return refuse(refused->input, std::move(refused->error));
  }
  engine::MergeInput::Outcome outcome = merge_input.finish(options.subject);
  if (const auto* const refusals = std::get_if<std::vector<engine::MergeInput::Refusal>>(&outcome)) {
    return refuse(refusals->front().file.value_or(inputs.size()), refusals->front().error);
  }
  auto& [events, aliases, notices] = std::get<engine::MergeInput::Merged>(outcome);
  return MergedInputs{events.subject(), events.state(aliases, options.scope), events.input_sha256(aliases),
                      std::move(notices)};
}

}  // namespace pith
