// SPEC 9.5 and 10.2: a merge that is spread over parts gives the same result. A set to which the same events are added
// one by one gives the expected document.

#include "engine/bundles/input_merge.h"
#include "engine/merge/state.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/property.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

using engine::Finish;
using engine::InputMerge;
using engine::Spread;

/// Does the last part first. Appends the number of parts to `part_counts` each time.
Spread spread_backwards(std::size_t part_count_max, std::vector<std::size_t>& part_counts) {
  return {part_count_max, nullptr, [&part_counts](std::size_t count, const engine::Work& work) {
            part_counts.push_back(count);
            std::vector<Finish> finishes(count);
            for (std::size_t i = count; i-- > 0;) {
              finishes[i] = work(i);
            }
            for (const Finish& finish : finishes) {
              finish();
            }
          }};
}

/// `count` distinct events. Every seventh is forged. After every tenth there is a copy of an earlier one.
std::vector<std::string> make_events(std::size_t count) {
  std::vector<std::string> events;
  for (std::size_t i = 0; i < count; ++i) {
    Draft draft(i % 2 == 0 ? world().alice : world().bob, world().record.pith_number);
    draft.target(std::to_string(i / 3));  // so that some of them conflict
    draft.payload("{\"number\":" + std::to_string(i) + "}");
    if (i % 7 == 6) {
      draft.set_signature("signature_b64", quote("AAAA"));
    }
    events.push_back(draft.json());
    if (i % 10 == 9) {
      events.push_back(events[i / 2]);
    }
  }
  return events;
}

std::string as_lines(const std::vector<std::string>& texts) {
  std::string file;
  for (const std::string& text : texts) {
    file += text + "\n";
  }
  return file;
}

// These would be wrong if the product were computed with 32 bits.
static_assert(engine::begin_of_part(4'194'305, 1024, 1024) == 4'194'305 &&
              engine::begin_of_part(19'760'113, 225, 226) == 19'672'678);

/// A bundle without a signature. Its aliases are left out, with a warning.
std::string as_bundle(const std::vector<std::string>& events) {
  const std::string alias = R"({"alias_kind":"doi","alias_value":"x","created_at":"2026-01-01T00:00:00Z"})";
  return write_object({{"bundle_type", quote("pith_open_graph_bundle")},
                       {"pith_number", quote(world().record.pith_number)},
                       {"source_aliases", write_array({alias})},
                       {"events", write_array(events)}});
}

struct Outcome {
  std::string document;
  std::vector<std::pair<std::size_t, std::string>> warnings;
  std::vector<std::pair<std::size_t, std::string>> refusals;

  bool operator==(const Outcome&) const = default;
};

Outcome merge(const std::vector<std::string>& inputs, const Spread& spread) {
  InputMerge input_merge(world().keyring, BundleKeys::ignore, spread);
  Outcome outcome;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    for (const Error& error : input_merge.add_input(inputs[i])) {
      outcome.refusals.emplace_back(error.place.line, name(error.code));
    }
  }
  const InputMerge::Merged merged = input_merge.merge(world().record.pith_number);
  outcome.document = engine::compute_state(merged.events, merged.aliases).document;
  for (const Warning& warning : merged.warnings) {
    outcome.warnings.emplace_back(*warning.input, warning.explanation);
  }
  return outcome;
}

std::string document_of(const std::vector<std::string>& events) {
  EventSet set = world().events();
  for (const std::string& event : events) {
    EXPECT_TRUE(set.add(event).ok());
  }
  return set.state().document;
}

TEST(InputMerge, PartsGiveTheSameResultInEveryPacking) {
  const std::vector<std::string> events = make_events(400);
  const std::vector<std::string> some(events.begin() + 100, events.begin() + 300);
  const std::vector<std::vector<std::string>> packings = {
      {as_lines(events)},
      {write_array(events)},
      {as_bundle(events)},
      {as_lines({events[0], "[1]", as_bundle(events), as_bundle({}), events[0], "x"}), "[]", as_bundle(some)},
      {write_array({as_bundle(some), as_bundle(events), events[7], as_bundle({})})},
      {as_bundle({events.begin(), events.begin() + 350}), write_array({events.begin() + 350, events.end()})},
      events,
  };
  const std::string expected = document_of(events);
  for (std::size_t i = 0; i < packings.size(); ++i) {
    SCOPED_TRACE(i);
    const Outcome alone = merge(packings[i], Spread());
    EXPECT_EQ(alone.document, expected);
    for (const std::size_t part_count_max : {1U, 2U, 3U, 6U}) {
      SCOPED_TRACE(part_count_max);
      std::vector<std::size_t> part_counts;
      EXPECT_EQ(merge(packings[i], spread_backwards(part_count_max, part_counts)), alone);
      EXPECT_EQ(part_counts.back(), part_count_max);
    }
  }
  EXPECT_EQ(merge(packings[3], Spread()).warnings.size(), 3U);
  EXPECT_EQ(merge(packings[3], Spread()).refusals,
            (std::vector<std::pair<std::size_t, std::string>>{{2, "not_an_event"}, {6, "syntax"}}));
}

TEST(InputMerge, SmallInputIsNotSplit) {
  for (const auto& [count, expected] : {std::pair{0U, 1U}, {1U, 1U}, {110U, 1U}, {117U, 2U}, {400U, 6U}}) {
    std::vector<std::size_t> part_counts;
    const std::vector<std::string> events = make_events(count);  // and a tenth of copies
    EXPECT_EQ(merge({write_array(events)}, spread_backwards(1000, part_counts)).document, document_of(events));
    EXPECT_EQ(part_counts.back(), expected) << count;
  }
}

TEST(InputMerge, LinesOfALargeInputAreReadInParts) {
  std::string input;
  std::vector<std::string> events;
  std::vector<std::pair<std::size_t, std::string>> refusals;
  const std::string padding(2000, ' ');
  for (std::size_t line = 1; input.size() < 5'000'000; ++line) {
    if (line % 100 == 7) {
      refusals.emplace_back(line, "syntax");
      input += "{\"a\":[}";
    } else {
      events.push_back("{\"a\":" + std::to_string(line) + "}");
      input += events.back();
    }
    input += padding + '\n';
  }
  std::vector<std::size_t> part_counts;
  const Outcome outcome = merge({input}, spread_backwards(3, part_counts));
  EXPECT_EQ(outcome.document, document_of(events));
  EXPECT_EQ(outcome.refusals, refusals);
  EXPECT_EQ(part_counts, (std::vector<std::size_t>{20, 3}));
}

}  // namespace
}  // namespace pith::tests
