// audit() on random bundles, compared with the report on the same bundle, and on hostile ones, whose verdict is small.

#include "pith/audit.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pith/canonical.h"
#include "pith/diagnosis.h"
#include "tests/support/bundles.h"
#include "tests/support/property.h"

namespace pith::tests {
namespace {

/// A random bundle of the world's record, signed or not.
std::string some_bundle(Chance& chance, const Scenario& scenario) {
  const World& w = world();
  const Members members = plain_bundle(w, scenario.all(), scenario.aliases);
  return chance.percent(50) ? signed_bundle(members, w.registry) : write_object(members);
}

RC_GTEST_PROP(Audit, SaysInShortWhatTheReportSays, ()) {
  const Draw run = draw();
  Chance chance(run.seed + 1);
  const World& w = world();
  const std::string text = some_bundle(chance, scenario_of(run));
  const BundleKeys keys = chance.percent(30) ? BundleKeys::trust : BundleKeys::ignore;
  VerdictCache cache(1'000);
  const AuditVerdict verdict = audit(text, w.keyring, keys, chance.percent(50) ? &cache : nullptr);
  const BundleReport report = Bundle::parse(text)->verify(w.keyring, keys);
  RC_ASSERT(!verdict.error);
  RC_ASSERT(verdict.sha256 == crypto().sha256(text));
  RC_ASSERT(verdict.pith_number == report.pith_number);
  RC_ASSERT(verdict.ok == report.ok);
  RC_ASSERT(verdict.state_sha256 == report.state.sha256);
  RC_ASSERT(verdict.authentic_state_sha256 == report.authentic_state_sha256);
  RC_ASSERT(verdict.input_sha256 == report.input_sha256);
  RC_ASSERT(verdict.event_count == report.events.size());
  RC_ASSERT(verdict.equivocation_count == report.state.equivocations.size());
  std::map<std::string, std::uint64_t, std::less<>> reasons;
  for (const EventReport& event : report.events) {
    if (event.reason) {
      ++reasons[std::string(name(*event.reason))];
    }
  }
  RC_ASSERT(verdict.reasons == reasons);
  std::set<std::string> warnings, failed;
  for (const Warning& warning : report.warnings) {
    warnings.emplace(name(warning.code));
  }
  RC_ASSERT(verdict.warnings == std::vector<std::string>(warnings.begin(), warnings.end()));
  std::vector<std::string> failed_in_order;
  for (const Check& check : report.checks) {
    if (!check.ok && failed.insert(check.name).second) {
      failed_in_order.push_back(check.name);
    }
  }
  RC_ASSERT(verdict.failed == failed_in_order);
  const Diagnosis diagnosis = diagnose(report);
  RC_ASSERT(verdict.faults.size() == failed.size());
  for (std::size_t i = 0; i < verdict.faults.size(); ++i) {
    const AuditFault& fault = verdict.faults[i];
    RC_ASSERT(failed.erase(fault.check) == 1);
    const bool is_cause = i < diagnosis.causes.size();
    RC_ASSERT(std::count(diagnosis.causes.begin(), diagnosis.causes.end(), fault.check) == (is_cause ? 1 : 0));
    const auto shows = [&](const Check& check) {
      return !check.ok && check.name == fault.check && check.pointer.starts_with(fault.pointer.substr(0, 100));
    };
    if (is_cause) {
      RC_ASSERT(std::any_of(diagnosis.faults.begin(), diagnosis.faults.end(),
                            [&](std::size_t index) { return shows(report.checks[index]); }));
    } else {
      RC_ASSERT(std::any_of(report.checks.begin(), report.checks.end(), shows));
    }
  }
}

TEST(Audit, SaysWhyThereIsNoBundle) {
  const AuditVerdict broken = audit("[1,\n 2", world().keyring);
  ASSERT_TRUE(broken.error);
  EXPECT_FALSE(broken.ok);
  EXPECT_EQ(broken.error->code, ErrorCode::syntax);
  EXPECT_EQ(broken.error->place, (Place{6, 2, 3}));
  EXPECT_EQ(broken.sha256, crypto().sha256("[1,\n 2"));
  EXPECT_FALSE(broken.pith_number || broken.state_sha256 || broken.authentic_state_sha256 || broken.input_sha256);
  EXPECT_EQ(audit(" {}", world().keyring).error->code, ErrorCode::not_a_bundle);
}

TEST(Audit, WhatCannotBeReadHasNoPlace) {
  for (const ErrorCode code : {ErrorCode::unreadable, ErrorCode::too_large, ErrorCode::empty}) {
    const AuditVerdict verdict = refuse({code, {}, "why\xFF"});
    EXPECT_EQ(verdict.error->place, no_place);
    EXPECT_EQ(verdict.error->explanation, "why\xEF\xBF\xBD");
    EXPECT_FALSE(verdict.sha256);
  }
  EXPECT_EQ(refuse({ErrorCode::syntax, {3, 1, 4}, ""}).error->place, (Place{3, 1, 4}));
  EXPECT_EQ(refuse({ErrorCode::empty, no_place, ""}, crypto().sha256("")).sha256, crypto().sha256(""));
}

// Each text is a megabyte of characters of three bytes, so a cut at any byte would often fall into one.
TEST(Audit, AHostileBundleHasASmallVerdict) {
  std::string text;
  while (text.size() < 1'000'000) {
    text += "\xE2\x82\xAC";
  }
  for (const std::string shift : {"", "a", "ab"}) {
    Members members = plain_bundle(world(), {}, {});
    for (const char* const member :
         {"pith_number", "bundle_version", "short_pith_number", "canonical_sha256", "merge_version"}) {
      members[member] = quote(shift + text);
    }
    members["source"] = "{" + quote(shift + text) + ":1}";
    members["canonical_record"] = R"({"metadata":{"submitted_at":"2021"},"source":{}})";
    const AuditVerdict verdict = audit(write_object(members), world().keyring);
    ASSERT_FALSE(verdict.error);
    EXPECT_FALSE(verdict.ok);
    const std::string line = to_json(verdict, "a");
    EXPECT_TRUE(is_utf8(line));
    EXPECT_LT(line.size(), 8'000U);
    EXPECT_TRUE(parse_audit_line(line));
    EXPECT_GT(verdict.pith_number->size(), audit_text_bytes_max - 4);
    EXPECT_LE(verdict.pith_number->size(), audit_text_bytes_max);
    EXPECT_TRUE(verdict.pith_number->ends_with("\xAC..."));
    EXPECT_GE(verdict.faults.size(), 6U);
    for (const AuditFault& fault : verdict.faults) {
      EXPECT_LE(fault.actual.value_or("").size(), audit_text_bytes_max);
      EXPECT_LE(fault.pointer.size(), audit_text_bytes_max);
    }
  }
  Members members = plain_bundle(world(), {}, {});
  members["pith_number"] = quote(std::string(audit_text_bytes_max, 'x'));
  EXPECT_EQ(audit(write_object(members), world().keyring).pith_number, std::string(audit_text_bytes_max, 'x'));
}

TEST(Audit, ManyFaultsHaveOneEntryForEachCheck) {
  std::vector<std::string> events;
  for (int i = 0; i < 500; ++i) {
    events.push_back(std::to_string(i));
  }
  const AuditVerdict verdict = audit(write_object(plain_bundle(world(), events, {})), world().keyring);
  EXPECT_EQ(verdict.event_count, 500U);
  EXPECT_EQ(verdict.reasons.size(), 1U);
  EXPECT_EQ(verdict.reasons.at("malformed"), 500U);
  EXPECT_EQ(std::count(verdict.failed.begin(), verdict.failed.end(), "events"), 1);
  EXPECT_EQ(std::count_if(verdict.faults.begin(), verdict.faults.end(),
                          [](const AuditFault& fault) { return fault.check == "events"; }),
            1);
}

TEST(Audit, KnowsTheOtherFilesOfAMirror) {
  for (const char* const text : {R"({"state_type":"pith_open_graph_state"})", R"( {"manifest_type":1,"x":[]})"}) {
    EXPECT_TRUE(is_other_document(text)) << text;
  }
  for (const char* const text :
       {R"({"state_type":"x","bundle_type":"y"})", R"({"manifest_type":"x","bundle_type":null})", "{}", "[]", "",
        R"(["state_type"])", R"({"x":{"state_type":1}})", R"({"state_type":1)", R"("state_type")"}) {
    EXPECT_FALSE(is_other_document(text)) << text;
  }
}

}  // namespace
}  // namespace pith::tests
