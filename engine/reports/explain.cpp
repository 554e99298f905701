// The explanation of one event: what the merge decided, read again with the reasons.
//
// The merge keeps nothing of an event that is not authentic, except which events it names, so the copies are looked up
// in the inputs again. One search finds all that are needed. Only the documents that have one are parsed again.
//
// Costs the merge, without the state document, and that search. Its test is tests/explain/test_explain.py, which checks
// every statement from SPEC alone; tests/explain_test.cpp has the cases.

#include "pith/explain.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "engine/event_id.h"
#include "engine/merge/state.h"
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

void sort_ids(std::vector<Sha256Digest>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

/// The first ids of a list, as part of a sentence.
std::string list_ids(const std::vector<Sha256Digest>& ids) {
  std::string text;
  for (std::size_t i = 0; i < std::min(ids.size(), listed_faults_max); ++i) {
    text += (i == 0 ? "" : ", ") + event_id(ids[i]);
  }
  return text + (ids.size() > listed_faults_max ? ", ..." : "");
}

/// The events that name an event which begins like this.
void match_mentions(const InputMerge::Merged& merged, std::string_view digits, PrefixMatches& matches) {
  const EventStore& store = merged.events.store();
  for (const Mention& mention : merged.mentions) {
    if (to_hex(mention.mentioned).starts_with(digits)) {
      (mention.kind == MentionKind::stated ? matches.stated_by : matches.linked_by).push_back(mention.event);
    }
  }
  for (const EventIndex event : store.authentic_events()) {
    for (const DigestNumber link : store.all_links(store[event])) {
      if (to_hex(store.digest(link)).starts_with(digits)) {
        matches.linked_by.push_back(store.id(event));
      }
    }
  }
  sort_ids(matches.stated_by);
  sort_ids(matches.linked_by);
}

}  // namespace

PrefixMatches match_prefix(const InputMerge::Merged& merged, std::string_view prefix) {
  const EventStore& store = merged.events.store();
  const std::string_view digits = digits_of(prefix);
  PrefixMatches matches;
  if (digits.size() == digest_digits) {
    const std::optional<Sha256Digest> digest = parse_hex_digest(digits);
    const std::optional<DigestNumber> number = digest ? store.find(*digest) : std::nullopt;
    if (number && store.entry(*number).is_event()) {
      matches.events.push_back(*number);
    }
  } else {
    for (const DigestNumber number : store.digest_numbers()) {
      if (store.entry(number).is_event() && to_hex(store.digest(number)).starts_with(digits)) {
        matches.events.push_back(number);
      }
    }
    std::sort(matches.events.begin(), matches.events.end(),
              [&](DigestNumber left, DigestNumber right) { return store.digest(left) < store.digest(right); });
  }
  if (matches.events.empty()) {
    match_mentions(merged, digits, matches);
  }
  return matches;
}

Error refuse_prefix(const EventStore& store, std::string_view prefix, const PrefixMatches& matches) {
  if (matches.events.empty()) {
    std::string explanation = "no event of the input has an id that begins with " + std::string(prefix);
    if (!matches.stated_by.empty()) {
      explanation += "; a copy states such an id or hash, but its content is another event: explain " +
                     list_ids(matches.stated_by);
    }
    if (!matches.linked_by.empty()) {
      explanation += "; such an event is missing, and linked to by " + list_ids(matches.linked_by);
    }
    return {ErrorCode::not_found, no_place, std::move(explanation)};
  }
  std::vector<Sha256Digest> ids;
  for (const DigestNumber number : matches.events) {
    ids.push_back(store.digest(number));
  }
  return {
      ErrorCode::ambiguous, no_place,
      std::to_string(ids.size()) + " events have an id that begins with " + std::string(prefix) + ": " + list_ids(ids)};
}

Explanation explain_event(const InputMerge& inputs, const InputMerge::Merged& merged, DigestNumber event,
                          VerdictCache* verdicts) {
  const EventStore& store = merged.events.store();
  const Decided decided{merged.events, merged.mentions, resolve(store)};
  CopyFinder copies(inputs, merged.copies, merged.events.keyring().crypto());
  Explanation explanation;
  explanation.pith_number = merged.events.subject();
  explanation.id = store.digest(event);
  explanation.reason = find_reason(store, decided.resolution, event);
  explain_links(decided, explanation);
  const WaitChain chain = explanation.is_valid() ? WaitChain() : find_wait_chain(decided, explanation.id);
  const std::vector<EventFacts> facts = study_copies(decided, inputs, copies, chain, verdicts, explanation);
  if (explanation.is_valid()) {
    explain_effects(decided, store.find_authentic(event), explanation);
  } else {
    explain_needs(decided, chain, facts, explanation);
  }
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
  engine::InputMerge merge(keyring, options.bundle_keys, {.verdicts = options.verdicts});
  merge.note_copies();
  const auto merged = engine::merge_texts(merge, inputs, options.subject, refused_input);
  if (!merged) {
    return merged.error();
  }
  const engine::PrefixMatches matches = engine::match_prefix(*merged, event);
  if (matches.events.size() != 1) {
    if (refused_input != nullptr) {
      *refused_input = inputs.size();
    }
    return engine::refuse_prefix(merged->events.store(), event, matches);
  }
  return engine::explain_event(merge, *merged, matches.events.front(), options.verdicts);
}

}  // namespace pith
