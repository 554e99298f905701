// The explanation of one event: what the merge decided, read again with the reasons.
//
// The merge keeps nothing of an event that is not authentic, so the copies are looked up in the inputs again. Only the
// documents that have one are parsed again.
//
// Costs the merge, without the state document, and a few searches. Its test is tests/explain/test_explain.py, which
// checks every statement from SPEC alone; tests/explain_test.cpp has the cases.

#include "pith/explain.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/event_id.h"
#include "engine/merge/state.h"
#include "engine/records/record_identity.h"
#include "engine/reports/explain.h"

namespace pith {
namespace engine {
namespace {

constexpr std::size_t prefix_digits_min = 8;
constexpr std::size_t digest_digits = 64;

/// The hexadecimal digits of an event id, or of the beginning of one.
std::string_view digits_of(std::string_view prefix) {
  if (prefix.starts_with(event_id_prefix)) {
    prefix.remove_prefix(event_id_prefix.size());
  }
  return prefix;
}

}  // namespace

std::vector<DigestNumber> find_events(const EventStore& store, std::string_view prefix) {
  const std::string_view digits = digits_of(prefix);
  std::vector<DigestNumber> found;
  if (digits.size() == digest_digits) {
    const std::optional<Sha256Digest> digest = parse_hex_digest(digits);
    const std::optional<DigestNumber> number = digest ? store.find(*digest) : std::nullopt;
    return number && store.entry(*number).is_event() ? std::vector{*number} : found;
  }
  for (const DigestNumber number : store.digest_numbers()) {
    if (store.entry(number).is_event() && to_hex(store.digest(number)).starts_with(digits)) {
      found.push_back(number);
    }
  }
  std::sort(found.begin(), found.end(),
            [&](DigestNumber left, DigestNumber right) { return store.digest(left) < store.digest(right); });
  return found;
}

Error refuse_prefix(const EventStore& store, std::string_view prefix, const std::vector<DigestNumber>& found) {
  if (found.empty()) {
    return {ErrorCode::not_found, no_place, "no event of the input has an id that begins with " + std::string(prefix)};
  }
  std::string explanation =
      std::to_string(found.size()) + " events have an id that begins with " + std::string(prefix) + ": ";
  for (std::size_t i = 0; i < std::min(found.size(), listed_faults_max); ++i) {
    explanation += (i == 0 ? "" : ", ") + event_id(store.digest(found[i]));
  }
  return {ErrorCode::ambiguous, no_place, explanation + (found.size() > listed_faults_max ? ", ..." : "")};
}

Explanation explain_event(const InputMerge& inputs, const InputMerge::Merged& merged, DigestNumber event,
                          BundleKeys bundle_keys, VerdictCache* verdicts) {
  const EventStore& store = merged.events.store();
  const Decided decided{merged.events, resolve(store)};
  CopyFinder copies(inputs, merged.copies, merged.events.keyring().crypto());
  Explanation explanation;
  explanation.pith_number = merged.events.subject();
  explanation.id = store.digest(event);
  explanation.reason = find_reason(store, decided.resolution, event);
  explain_copies(decided, copies, verdicts, explanation);
  explain_links(decided, copies, verdicts, explanation);
  if (explanation.is_valid()) {
    explain_effects(decided, store.find_authentic(event), explanation);
  }
  explain_needs(decided, copies, bundle_keys, verdicts, explanation);
  explanation.story = tell_story(explanation);
  return explanation;
}

}  // namespace engine

bool is_event_prefix(std::string_view text) noexcept {
  if (text.starts_with(engine::event_id_prefix)) {
    text.remove_prefix(engine::event_id_prefix.size());
  }
  return text.size() >= engine::prefix_digits_min && text.size() <= engine::digest_digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<Explanation> explain(std::span<const std::string_view> inputs, const Keyring& keyring, std::string_view event,
                            const ExplainOptions& options, std::size_t* refused_input) {
  assert(is_event_prefix(event));
  assert(options.subject.empty() || engine::has_pith_number_form(options.subject));
  const auto refuse = [refused_input](std::size_t input, Error error) {
    if (refused_input != nullptr) {
      *refused_input = input;
    }
    return error;
  };
  engine::Spread spread;
  spread.verdicts = options.verdicts;
  engine::InputMerge merge(keyring, options.bundle_keys, spread);
  merge.note_copies();
  for (std::size_t input = 0; input < inputs.size(); ++input) {
    std::vector<Error> errors = merge.add_input(std::string(inputs[input]));
    if (!errors.empty()) {
      return refuse(input, std::move(errors.front()));
    }
  }
  const auto merged = merge.finish(options.subject);
  if (!merged) {
    return refuse(inputs.size(), merged.error());
  }
  const engine::EventStore& store = merged->events.store();
  const std::vector<engine::DigestNumber> found = engine::find_events(store, event);
  if (found.size() != 1) {
    return refuse(inputs.size(), engine::refuse_prefix(store, event, found));
  }
  return engine::explain_event(merge, *merged, found.front(), options.bundle_keys, options.verdicts);
}

}  // namespace pith
