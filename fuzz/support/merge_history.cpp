#include "fuzz/support/merge_history.h"

#include <algorithm>

#include "fuzz/support/choices.h"

namespace pith::fuzz {
namespace {

// merge_order_seeds.py writes this layout and repeats these numbers.
constexpr std::size_t header_size_bytes = 16;
constexpr std::size_t step_size_bytes = 13;
constexpr std::size_t steps_min = 9;
constexpr std::size_t steps_max = 11;

/// SPEC 6.5: only two kinds and two values, so that they coincide. Some `created_at` are not instants.
std::vector<Alias> decode_aliases(Choices choices) {
  std::vector<Alias> aliases;
  for (std::size_t count = choices.below(4); count > 0; --count) {
    const std::size_t choice = choices.byte();
    const std::size_t time = choice / 4 % 10;
    aliases.push_back({choice % 2 == 0 ? "arxiv" : "\xEF\xAC\xB3", choice / 2 % 2 == 0 ? "1" : "",
                       time == 9 ? "2026-02-30" : some_instant(time)});
  }
  return aliases;
}

class Decoder {
 public:
  explicit Decoder(Maker& maker) : maker_(maker) {}

  Step step(Choices choices) {
    const std::size_t kind = choices.below(16);
    Plan plan;
    const std::size_t earlier = choices.byte();
    plan.letters[Plan::signer] = static_cast<std::uint8_t>(earlier);
    for (const Plan::Letter letter : {Plan::type, Plan::target, Plan::time}) {
      plan.letters[letter] = static_cast<std::uint8_t>(choices.byte());
    }
    link(plan, choices);
    choose_content(plan, choices);
    if (kind >= 13 && !plans_.empty()) {  // another copy of an earlier event, with an envelope of its own
      const std::uint8_t envelope = plan.letters[Plan::envelope];
      plan = plans_[earlier % plans_.size()];
      plan.letters[Plan::envelope] = envelope;
    } else if (kind == 12) {
      plan.letters[Plan::is_odd] = 1;
    }
    const std::size_t how = choices.byte();
    plan.letters[Plan::spelling] = static_cast<std::uint8_t>(how / 64);
    Step step{maker_.make(plan), static_cast<std::uint8_t>(1 + how % 7)};
    const std::size_t shape = how / 8 % 8;
    step.is_merged = shape < 4;
    step.is_respelt = shape == 5 || shape == 6;
    step.is_repeated = shape == 7;
    plans_.push_back(plan);
    ids_.push_back(step.arrival->id);
    return step;
  }

 private:
  /// The id of an earlier event of any kind, or of one that never arrives.
  Sha256Digest some_id(std::size_t choice) const {
    if (ids_.empty() || choice % 8 == 7) {
      return tests::crypto().sha256("absent " + std::to_string(choice / 8 % 2));
    }
    return ids_[choice / 8 % ids_.size()];
  }

  void link(Plan& plan, Choices& choices) const {
    if (const std::size_t prev = choices.byte(); prev % 4 >= 2) {
      plan.prev = some_id(prev / 2);
    }
    for (int i = 0; i < 3; ++i) {
      if (const std::size_t choice = choices.byte(); choice % 3 == 2) {
        const Sha256Digest id = some_id(choice / 3 * 3);
        if (std::find(plan.supersedes.begin(), plan.supersedes.end(), id) == plan.supersedes.end()) {
          plan.supersedes.push_back(id);
        }
      }
    }
  }

  void choose_content(Plan& plan, Choices& choices) const {
    // Mostly a payload of its own, since two events with the same content are one event.
    const std::size_t words = choices.byte();
    plan.letters[Plan::words] = static_cast<std::uint8_t>(words % 8 == 7 ? words : words / 32 * 32 + plans_.size());
    const std::size_t fault = choices.byte();
    plan.letters[Plan::fault] = static_cast<std::uint8_t>(fault % 4 == 3 ? 1 + fault / 4 : 0);
    const std::size_t envelope = choices.byte();
    plan.letters[Plan::receipt] = plan.letters[Plan::target];
    plan.letters[Plan::envelope] = static_cast<std::uint8_t>(envelope % 3 == 2 ? envelope / 3 : 0);
  }

  Maker& maker_;
  std::vector<Plan> plans_;
  std::vector<Sha256Digest> ids_;
};

}  // namespace

History decode(std::span<const std::uint8_t> bytes, Maker& maker) {
  Choices choices(bytes);
  Choices header = choices.take(header_size_bytes);
  History history;
  const std::size_t step_count = steps_min + header.below(steps_max - steps_min + 1);
  history.cut = static_cast<std::uint8_t>(header.byte());
  history.order = header.word();
  history.aliases = decode_aliases(header);
  Decoder decoder(maker);
  while (history.steps.size() < step_count) {
    history.steps.push_back(decoder.step(choices.take(step_size_bytes)));
  }
  return history;
}

}  // namespace pith::fuzz
