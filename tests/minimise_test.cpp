// The smallest input that still fails: what is removed, in which order, and in how many runs. The checkers are small
// functions, so that the right answer is known.

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "canon/parse.h"
#include "canon/write.h"
#include "engine/reports/subset_search.h"
#include "pith/merge_inputs.h"
#include "pith/minimise.h"
#include "tests/support/property.h"

namespace pith::tests {
namespace {

using engine::MayBeEmpty;

/// Of units, those that fail together, and the runs that it took to find them.
struct Found {
  std::set<std::size_t> kept;
  std::size_t run_count = 0;
};

/// How often a number can be halved. The type of std::bit_width depends on the standard library.
std::size_t halvings(std::size_t count) {
  return static_cast<std::size_t>(std::bit_width(count));
}

Found search(std::size_t unit_count, const std::set<std::size_t>& culprits, MayBeEmpty may_be_empty = MayBeEmpty::yes) {
  Found found;
  bool is_stopped = true;
  const std::vector<bool> kept = engine::search_subset(
      unit_count, may_be_empty,
      [&](const std::vector<bool>& tried) {
        ++found.run_count;
        return std::all_of(culprits.begin(), culprits.end(), [&](std::size_t unit) { return tried[unit]; })
                   ? Trial::fails
                   : Trial::passes;
      },
      is_stopped);
  EXPECT_FALSE(is_stopped);
  for (std::size_t unit = 0; unit < unit_count; ++unit) {
    if (kept[unit]) {
      found.kept.insert(unit);
    }
  }
  return found;
}

TEST(SubsetSearch, OneCulpritTakesTwoRunsForEachHalving) {
  for (const std::size_t count : {1U, 2U, 7U, 8U, 1000U, 4096U}) {
    for (std::size_t culprit = 0; culprit < count; culprit += 1 + count / 17) {
      const Found found = search(count, {culprit});
      EXPECT_EQ(found.kept, std::set<std::size_t>{culprit});
      EXPECT_LE(found.run_count, 2 * halvings(count) + 2) << count << " " << culprit;
    }
  }
  EXPECT_EQ(search(8, {5}).run_count, 8U);  // the example in subset_search.cpp
}

RC_GTEST_PROP(SubsetSearch, FindsExactlyTheCulpritsWithinTheBound, ()) {
  const Draw run = draw();
  Chance chance(run.seed);
  const std::size_t count = 1 + chance.below(300);
  std::set<std::size_t> culprits;
  for (std::size_t i = chance.below(1 + std::min<std::size_t>(count, 12)); i > 0; --i) {
    culprits.insert(chance.below(count));
  }
  const Found found = search(count, culprits);
  RC_ASSERT(found.kept == culprits);
  RC_ASSERT(found.run_count <= 3 * count + halvings(count));
  const std::size_t k = std::max<std::size_t>(culprits.size(), 1);
  RC_ASSERT(found.run_count <= (2 * k + 1) * halvings(count) + k + 2);
}

TEST(SubsetSearch, NothingToRemoveTakesLinearTime) {
  std::set<std::size_t> all;
  for (std::size_t unit = 0; unit < 1000; ++unit) {
    all.insert(unit);
  }
  const Found found = search(1000, all);
  EXPECT_EQ(found.kept, all);
  EXPECT_LE(found.run_count, 2 * 1000 + 10);
}

TEST(SubsetSearch, NeverTriesToKeepNothingUnlessItMay) {
  EXPECT_EQ(search(100, {}).kept, std::set<std::size_t>());
  EXPECT_EQ(search(100, {}).run_count, 1U);
  EXPECT_EQ(search(100, {}, MayBeEmpty::no).kept.size(), 1U);
  EXPECT_EQ(search(1, {}, MayBeEmpty::no).run_count, 0U);
  EXPECT_EQ(search(0, {}).run_count, 0U);
}

// Each unit needs the one before it: a chain, as links make it. Only the last one that is left can be removed.
TEST(SubsetSearch, ChainsGoFromTheirEnd) {
  std::size_t run_count = 0;
  bool is_stopped = true;
  const auto kept = engine::search_subset(
      1000, MayBeEmpty::yes,
      [&](const std::vector<bool>& tried) {
        ++run_count;
        const auto gap = std::find(tried.begin(), tried.end(), false);
        const bool is_chain = std::find(gap, tried.end(), true) == tried.end();
        return is_chain && tried[300] ? Trial::fails : Trial::passes;
      },
      is_stopped);
  EXPECT_EQ(std::count(kept.begin(), kept.end(), true), 301);
  EXPECT_LE(run_count, 1000U);
}

// ---- inputs

std::string event_of(const std::string& name, const std::string& payload = "{}") {
  return R"({"event_type":")" + name + R"(","payload":)" + payload + "}";
}

std::string bundle_of(const std::string& events, const std::string& more = "") {
  return R"({"bundle_type":"pith_open_graph_bundle","pith_number":"pith:2026:AAAAAAAAAAAAAAAAAAAAAAAAAA","events":[)" +
         events + "]" + more + "}";
}

/// Fails if the candidate has all of these texts. Checks that each candidate is an input that can be merged.
Minimised minimise_to(const std::vector<std::string>& inputs, const std::vector<std::string>& texts) {
  const std::vector<std::string_view> views(inputs.begin(), inputs.end());
  std::size_t smallest = ~std::size_t{0};
  const Result<Minimised> found = pith::minimise(views, [&](const Candidate& candidate) {
    EXPECT_TRUE(candidate.input.ends_with('\n'));
    const std::string_view input = candidate.input;
    MergeOptions options;
    options.subject = "pith:2026:AAAAAAAAAAAAAAAAAAAAAAAAAA";
    const Result<MergedInputs> merged = merge_inputs(std::span(&input, 1), Keyring(crypto()), options);
    EXPECT_TRUE(merged.ok()) << candidate.input;
    const bool fails = std::all_of(texts.begin(), texts.end(), [&](const std::string& text) {
      return candidate.input.find(text) != std::string_view::npos;
    });
    EXPECT_TRUE(!fails || candidate.input.size() <= smallest) << "no candidate is larger than one that failed";
    smallest = fails ? candidate.input.size() : smallest;
    return fails ? Trial::fails : Trial::passes;
  });
  EXPECT_TRUE(found.ok());
  return *found;
}

TEST(Minimise, OneEventOfAThousand) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) {
    lines += event_of("e" + std::to_string(i) + ".") + "\n";
  }
  const Minimised found = minimise_to({lines}, {"e617."});
  EXPECT_EQ(found.input, event_of("e617.") + "\n");
  EXPECT_EQ(found.event_count, 1U);
  EXPECT_EQ(found.given_event_count, 1000U);
  EXPECT_EQ(found.given_size_bytes, lines.size());
  EXPECT_LE(found.run_count, 25U);
}

TEST(Minimise, TwoEventsOfTwoInputs) {
  const std::string first =
      bundle_of(event_of("a") + "," + event_of("b") + "," + event_of("c"), R"(,"state":{"x":"b"})");
  const std::string second = "[" + event_of("d") + "," + event_of("e") + "," + bundle_of(event_of("f")) + "]";
  const Minimised found = minimise_to({first, second}, {R"("b")", R"("e")"});
  EXPECT_EQ(*found.input, R"({"bundle_type":"pith_open_graph_bundle","events":[)" + event_of("b") +
                              R"(],"pith_number":"pith:2026:AAAAAAAAAAAAAAAAAAAAAAAAAA"})" + "\n" + event_of("e") +
                              "\n");
  EXPECT_EQ(found.event_count, 2U);
  EXPECT_EQ(found.given_event_count, 6U);
}

TEST(Minimise, MembersOfPayloadsFromTheOutsideIn) {
  const std::string payload = R"({"a":[1,{"b":"x","c":[0,[7,"culprit"],{}]},3],"long \" \\ \u00e9 key":2,"z":{"a":1}})";
  const Minimised found = minimise_to({"[" + event_of("e", payload) + "," + event_of("f", payload) + "]"}, {"culprit"});
  EXPECT_EQ(*found.input, event_of("e", R"({"a":[{"c":[["culprit"]]}]})") + "\n");
  // Each member with a key that must be escaped can stay alone, and go alone.
  EXPECT_EQ(*minimise_to({event_of("e", payload)}, {"long"}).input,
            event_of("e", "{\"long \\\" \\\\ \xC3\xA9 key\":2}") + "\n");
  EXPECT_EQ(*minimise_to({event_of("e", payload)}, {R"("z":)", R"("a":[)"}).input,
            event_of("e", R"({"a":[],"z":{}})") + "\n");
}

TEST(Minimise, WhatIsNotThere) {
  EXPECT_FALSE(minimise_to({event_of("a")}, {"absent"}).input);
  EXPECT_EQ(minimise_to({event_of("a")}, {"absent"}).run_count, 1U);
  for (const std::string nothing : {"[]", " [ ] "}) {
    const Minimised found = minimise_to({nothing}, {});
    EXPECT_FALSE(found.input);
    EXPECT_EQ(found.run_count, 0U);
  }
  // If anything fails, one line is left, and everything in it is gone.
  EXPECT_EQ(*minimise_to({bundle_of("1,[],{}", R"(,"x":1)")}, {}).input,
            "{\"bundle_type\":\"pith_open_graph_bundle\",\"events\":[],"
            "\"pith_number\":\"pith:2026:AAAAAAAAAAAAAAAAAAAAAAAAAA\"}\n");
}

TEST(Minimise, RefusesWhatAMergeRefuses) {
  const std::vector<std::string_view> inputs = {"{}", "[5]"};
  std::size_t refused_input = 7;
  const auto never = [](const Candidate&) -> Trial { throw std::logic_error("nothing may be tried"); };
  const Result<Minimised> found = pith::minimise(inputs, never, &refused_input);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, ErrorCode::not_an_event);
  EXPECT_EQ(refused_input, 1U);
}

TEST(Minimise, StopsWhenItIsTold) {
  const std::string events =
      "[" + event_of("a") + "," + event_of("b") + "," + event_of("c") + "," + event_of("d") + "]";
  const std::vector<std::string_view> inputs = {events};
  for (std::size_t last = 1; last < 5; ++last) {
    std::string smallest;
    const Minimised found = *pith::minimise(inputs, [&](const Candidate& candidate) {
      EXPECT_LE(candidate.run, last);
      if (candidate.run == last) {
        return Trial::stop;
      }
      const bool fails = candidate.input.find("\"b\"") != std::string_view::npos;
      smallest = fails ? candidate.input : smallest;
      return fails ? Trial::fails : Trial::passes;
    });
    EXPECT_TRUE(found.is_stopped);
    EXPECT_EQ(found.run_count, last);
    EXPECT_EQ(found.input.value_or(""), smallest);
    EXPECT_EQ(found.input.has_value(), last > 1);
  }
  EXPECT_THROW(
      static_cast<void>(pith::minimise(inputs, [](const Candidate&) -> Trial { throw std::runtime_error("x"); })),
      std::runtime_error);
}

// ---- the vector

TEST(InputVector, IsAsciiAndSaysWhatTheLibraryGives) {
  const std::string event = R"({"event_type":"x","subject_pith_number":"pith:2026:AAAAAAAAAAAAAAAAAAAAAAAAAA","note":")"
                            "\xC3\xA9\xF0\x9F\x98\x80\x7F\"}";
  const Keyring keyring = Keyring::registry(crypto());
  const std::string subject = "pith:2026:AAAAAAAAAAAAAAAAAAAAAAAAAA";
  const std::string text = input_vector(event, keyring, subject);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  EXPECT_TRUE(text.ends_with("}\n"));
  const Result<canon::Document> vector = canon::parse(text);
  ASSERT_TRUE(vector.ok());
  const canon::Value root = vector->root();
  EXPECT_EQ(root.find_string("vector"), "input");
  EXPECT_EQ(root.find_string("subject"), subject);
  const std::string_view input = event;
  MergeOptions options;
  options.subject = subject;
  const MergedInputs merged = *merge_inputs(std::span(&input, 1), keyring, options);
  EXPECT_EQ(root.find("expected")->find_string("document"), merged.state.document);
  // Without a subject the merge is refused, and the vector says so.
  const std::string refused = input_vector("{}", keyring);
  const Result<canon::Document> other = canon::parse(refused);
  ASSERT_TRUE(other.ok());
  EXPECT_TRUE(other->root().find("subject")->is_null());
  EXPECT_EQ(other->root().find("expected")->find_string("refusal"), "no_subject");
  EXPECT_NE(other->root().find_string("name"), root.find_string("name"));
}

}  // namespace
}  // namespace pith::tests
