#include "pith/merge_inputs.h"

#include <algorithm>
#include <cassert>

#include "engine/merge_input.h"
#include "engine/pith_number.h"

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

std::vector<InputNotice> list_notices(const std::vector<engine::MergeInput::Notice>& notices) {
  std::vector<InputNotice> listed;
  for (const engine::MergeInput::Notice& notice : notices) {
    listed.push_back({notice.file, notice.explanation});
  }
  return listed;
}

bool trusts_keys_from_bundles(const Keyring& keyring) {
  const std::vector<KeyInfo> keys = keyring.keys();
  return std::any_of(keys.begin(), keys.end(), [](const KeyInfo& key) { return key.origin == KeyOrigin::bundle; });
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
  const Result<std::string> subject =
      options.subject.empty() ? merge_input.find_subject() : Result<std::string>(std::string(options.subject));
  if (!subject) {
    return refuse(inputs.size(), subject.error());
  }
  const std::vector<engine::MergeInput::Refusal> refused_keys = merge_input.add_bundle_keys();
  if (!refused_keys.empty()) {
    return refuse(refused_keys.front().file, refused_keys.front().error);
  }
  const engine::MergeInput::Merged merged = merge_input.merge(*subject);
  return MergedInputs{*subject, merged.events.state(merged.aliases, options.scope),
                      merged.events.input_sha256(merged.aliases), list_notices(merged.notices),
                      trusts_keys_from_bundles(merged.events.keyring())};
}

}  // namespace pith
