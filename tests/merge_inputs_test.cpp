// SPEC 9.5: the library merges whole inputs into a state. A set with the same events gives the expected state.

#include "pith/merge_inputs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "pith/bundle.h"
#include "tests/support/bundles.h"
#include "tests/support/property.h"
#include "tests/support/world.h"

namespace pith::tests {
namespace {

constexpr const char* other_number = "pith:2020:AAAAAAAAAAAAAAAAAAAAAAAAAA";

class MergeInputsTest : public testing::Test {
 protected:
  static Result<MergedInputs> merge(const std::vector<std::string_view>& inputs, const MergeOptions& options = {}) {
    return merge_inputs(inputs, world().keyring, options);
  }

  /// The index of the input that is refused, and the error code.
  static std::pair<std::size_t, ErrorCode> refusal(const std::vector<std::string_view>& inputs,
                                                   const MergeOptions& options = {}) {
    std::size_t refused_input = 99;
    const Result<MergedInputs> merged = merge_inputs(inputs, world().keyring, options, &refused_input);
    EXPECT_FALSE(merged.ok());
    if (merged.ok()) {
      return {refused_input, ErrorCode::empty};
    }
    EXPECT_EQ(merged.error().place == no_place, refused_input == inputs.size());
    return {refused_input, merged.error().code};
  }

  std::string event = Draft(world().alice, world().record.pith_number).json();
  std::string created = world().record_created().json();
  std::vector<Alias> aliases = {{"doi", "10.1/x", "2026-01-01T00:00:00Z"}};
  Members members = plain_bundle(world(), {created}, aliases);
  std::string bundle = signed_bundle(members, world().registry);
  std::string unsigned_bundle = write_object(members);
};

TEST_F(MergeInputsTest, GivesTheStateOfASetOfTheSameEvents) {
  const Result<MergedInputs> merged = merge({event, bundle, event});
  ASSERT_TRUE(merged.ok());
  EventSet events = world().events();
  ASSERT_TRUE(events.add(event).ok() && events.add(created).ok());
  EXPECT_EQ(merged->subject, world().record.pith_number);
  EXPECT_EQ(merged->state.document, events.state(aliases).document);
  EXPECT_EQ(merged->state.source_aliases, aliases);
  EXPECT_EQ(merged->input_sha256, events.input_sha256(aliases));
  EXPECT_TRUE(merged->warnings.empty());
}

TEST_F(MergeInputsTest, SaysWhatIsLeftOutAndFromWhichInput) {
  MergeOptions options;
  const Result<MergedInputs> merged = merge({event, unsigned_bundle});
  ASSERT_TRUE(merged.ok());
  ASSERT_EQ(merged->warnings.size(), 1U);
  EXPECT_EQ(merged->warnings[0].input, 1U);
  EXPECT_EQ(merged->warnings[0].code, WarningCode::aliases_not_vouched_for);
  EXPECT_TRUE(merged->state.source_aliases.empty());

  options.subject = other_number;
  const Result<MergedInputs> other = merge({bundle}, options);
  ASSERT_TRUE(other.ok());
  ASSERT_EQ(other->warnings.size(), 1U);
  EXPECT_EQ(other->warnings[0].input, 0U);
  EXPECT_EQ(other->warnings[0].code, WarningCode::aliases_of_another_record);
  EXPECT_EQ(other->state.invalid_events.size(), 1U);
  options.scope = Scope::authentic_only;
  EXPECT_EQ(merge({bundle}, options)->state.event_count, 0U);
}

TEST_F(MergeInputsTest, BundleLeavesOutAliasesByTheSameRule) {
  const auto codes_of = [](const std::string& text, std::string_view number) {
    std::vector<WarningCode> codes;
    for (const Warning& warning : Bundle::parse(text)->aliases_for(number, world().keyring).warnings) {
      codes.push_back(warning.code);
    }
    return codes;
  };
  const std::string& number = world().record.pith_number;
  EXPECT_EQ(codes_of(bundle, number), std::vector<WarningCode>());
  EXPECT_EQ(Bundle::parse(bundle)->aliases_for(number, world().keyring).aliases, aliases);
  EXPECT_EQ(codes_of(bundle, other_number), std::vector{WarningCode::aliases_of_another_record});
  EXPECT_EQ(codes_of(unsigned_bundle, number), std::vector{WarningCode::aliases_not_vouched_for});
  // The words say what is wrong with the signature.
  const auto words_of = [&](const std::string& text) {
    return Bundle::parse(text)->aliases_for(number, world().keyring).warnings.at(0).explanation;
  };
  std::string changed = bundle;
  changed.replace(changed.rfind('}'), 1, ",\"x\":1}");
  EXPECT_EQ(words_of(unsigned_bundle), "aliases left out: the bundle is not signed");
  EXPECT_EQ(words_of(changed), "aliases left out: the bundle was changed after a trusted registry key signed it");
  EXPECT_EQ(words_of(signed_bundle(members, world().alice)),
            "aliases left out: no trusted registry key signed the bundle");
  members["source_aliases"] = "[7]";
  EXPECT_EQ(codes_of(signed_bundle(members, world().registry), number), std::vector{WarningCode::alias_left_out});
}

TEST_F(MergeInputsTest, TheWarningAboutTrustedBundleKeysComesFirst) {
  MergeOptions options;
  options.bundle_keys = BundleKeys::trust;
  EXPECT_TRUE(merge({bundle}, options)->warnings.empty());
  members["public_keys"] = write_array({world().stranger.key_entry(std::nullopt, std::nullopt)});
  const std::string with_keys = write_object(members);
  const Result<MergedInputs> merged = merge({with_keys}, options);
  ASSERT_TRUE(merged.ok());
  ASSERT_EQ(merged->warnings.size(), 2U);
  EXPECT_EQ(merged->warnings[0].input, std::nullopt);
  EXPECT_EQ(merged->warnings[0].code, WarningCode::keys_vouch_for_themselves);
  EXPECT_EQ(name(merged->warnings[0].code), "keys_vouch_for_themselves");
  EXPECT_EQ(merge({with_keys})->warnings.size(), 1U);
}

TEST_F(MergeInputsTest, RefusesAllIfOneIsRefused) {
  EXPECT_EQ(refusal({bundle, event, "{"}), std::make_pair(std::size_t{2}, ErrorCode::syntax));
  EXPECT_EQ(refusal({"7", bundle}), std::make_pair(std::size_t{0}, ErrorCode::not_an_event));
  const std::vector<std::string_view> refused = {"7"};
  EXPECT_EQ(merge_inputs(refused, world().keyring).error().code, ErrorCode::not_an_event);  // nobody asks which input
  EXPECT_EQ(refusal({}), std::make_pair(std::size_t{0}, ErrorCode::no_subject));
  EXPECT_EQ(refusal({"{}", "{}"}), std::make_pair(std::size_t{2}, ErrorCode::no_subject));
  members["pith_number"] = quote(other_number);
  EXPECT_EQ(refusal({bundle, write_object(members), event}),
            std::make_pair(std::size_t{3}, ErrorCode::several_subjects));
}

// SPEC 3.5: a bad entry is left out with a warning that names its place. It stops nothing.
TEST_F(MergeInputsTest, ABadKeyOfABundleIsLeftOut) {
  MergeOptions options;
  options.bundle_keys = BundleKeys::trust;
  const std::string document = merge({bundle}, options)->state.document;
  const std::pair<std::string, std::string> cases[] = {
      {"{}", "line 1: public_keys is not an array"},
      {"[7]", "line 1: public_keys/0 is left out: a key entry must be an object"},
      {"[" + world().carol.key_entry(std::nullopt, std::nullopt) + ",{},7]",
       "line 1: public_keys/1 is left out: a key entry needs the strings key_id, algorithm and public_key_b64; "
       "1 more of this bundle are left out"}};
  for (const auto& [keys, explanation] : cases) {
    members["public_keys"] = keys;
    const Result<MergedInputs> merged = merge({bundle, signed_bundle(members, world().registry)}, options);
    ASSERT_TRUE(merged.ok());
    EXPECT_EQ(merged->state.document, document);
    ASSERT_EQ(merged->warnings.size(), 1U);
    EXPECT_EQ(name(merged->warnings[0].code), "bundle_key_left_out");
    EXPECT_EQ(merged->warnings[0].input, 1U);
    EXPECT_EQ(merged->warnings[0].explanation, explanation);
    EXPECT_TRUE(merge({bundle, signed_bundle(members, world().registry)})->warnings.empty());
  }
}

// All bundles of an input may be about one record. So the warning tells them apart by their line, or by their position
// in an array.
TEST_F(MergeInputsTest, ABadKeyIsFoundAmongTheBundlesOfAnInput) {
  MergeOptions options;
  options.bundle_keys = BundleKeys::trust;
  members["public_keys"] = "[]";
  const std::string sound = signed_bundle(members, world().registry);
  members["public_keys"] = "[[]]";
  const std::string bad = signed_bundle(members, world().registry);
  members["public_keys"] = "7";
  const std::string worse = signed_bundle(members, world().registry);
  const std::string entry = "/0 is left out: a key entry must be an object";
  const std::pair<std::string, std::vector<std::string>> cases[] = {
      {sound + "\n\n" + bad + "\n" + event + "\n" + worse,
       {"line 3: public_keys" + entry, "line 5: public_keys is not an array"}},
      {write_array({sound, event, bad, worse}),
       {"line 1: 2/public_keys" + entry, "line 1: 3/public_keys is not an array"}}};
  for (const auto& [text, expected] : cases) {
    const Result<MergedInputs> merged = merge({event, text}, options);
    ASSERT_TRUE(merged.ok());
    std::vector<std::string> found;
    for (const Warning& warning : merged->warnings) {
      EXPECT_EQ(warning.code, WarningCode::bundle_key_left_out);
      EXPECT_EQ(warning.input, 1U);
      found.push_back(warning.explanation);
    }
    EXPECT_EQ(found, expected);
  }
}

// SPEC 9.5: of several refused lines of an input the first is reported.
TEST_F(MergeInputsTest, ReportsTheFirstOfSeveralRefusedLines) {
  const std::string lines = event + "\n7\n{\n";
  const std::vector<std::string_view> inputs = {lines};
  const Error error = merge_inputs(inputs, world().keyring).error();
  EXPECT_EQ(error.code, ErrorCode::not_an_event);
  EXPECT_EQ(error.place.line, 2U);
}

// SPEC 9.4 by hand: the record's id is 2104.11125, and the second alias says another one.
TEST(Rule9_4_Pointers, AFalseAliasIsPointedAt) {
  Members members = plain_bundle(
      world(), {}, {{"other", "x", "2026-07-01T00:00:00Z"}, {"arxiv", "2104.11126", "2026-07-01T00:00:00Z"}});
  members["canonical_record"] = world().record.json;
  const BundleReport report = Bundle::parse(write_object(members))->verify(world().keyring);
  const auto found = std::find_if(report.checks.begin(), report.checks.end(),
                                  [](const Check& check) { return check.name == "source_aliases"; });
  ASSERT_NE(found, report.checks.end());
  EXPECT_FALSE(found->ok);
  EXPECT_EQ(found->pointer, "/source_aliases/1/alias_value");
  EXPECT_EQ(found->expected, "2104.11125");
  EXPECT_EQ(found->actual, "2104.11126");
}

// SPEC 6.1 and 9.4: a report has the warnings of its state.
TEST(Rule9_4_Warnings, AReportHasThoseOfItsState) {
  const Draft dangling = Draft(world().alice, world().record.pith_number).supersedes({crypto().sha256("nobody")});
  const Members members = plain_bundle(world(), {dangling.json()}, {});
  const BundleReport report = Bundle::parse(write_object(members))->verify(world().keyring);
  ASSERT_EQ(report.warnings.size(), 2U);  // in the order in which the checks find them
  EXPECT_EQ(report.warnings[0].code, WarningCode::no_receipt);
  EXPECT_EQ(report.warnings[1].code, WarningCode::dangling_supersedes);
  EXPECT_EQ(report.warnings[1].event_id, dangling.digest());
}

}  // namespace
}  // namespace pith::tests
