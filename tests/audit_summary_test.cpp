// Counts over verdicts, compared with a slow count of the lines themselves.

#include "pith/audit_summary.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/property.h"

namespace pith::tests {
namespace {

/// A line of one of few kinds, so that each count is more than 1.
AuditLine some_line(Chance& chance, std::size_t number) {
  AuditLine line;
  line.source = std::to_string(number);
  AuditVerdict& verdict = line.verdict;
  if (chance.percent(20)) {
    verdict.error = Error{chance.percent(50) ? ErrorCode::syntax : ErrorCode::too_large, no_place, "why"};
    return line;
  }
  verdict.ok = chance.percent(60);
  verdict.pith_number = "pith:" + std::to_string(2018 + chance.below(3)) + ":HNVV6UHHBPDG2TKPKLB4J4SIO" +
                        std::string(1, static_cast<char>('A' + chance.below(26)));
  if (!verdict.ok) {
    verdict.failed = {"events"};
    if (chance.percent(50)) {
      verdict.failed.emplace_back("state");
    }
    if (chance.percent(30)) {
      verdict.pith_number = "odd " + std::to_string(chance.next());
    }
    verdict.reasons["malformed"] = 1 + chance.below(3);
  }
  verdict.warnings = {"no_receipt"};
  verdict.state_sha256 = verdict.authentic_state_sha256 = verdict.input_sha256 =
      crypto().sha256(std::to_string(chance.below(2)));
  verdict.event_count = chance.below(10);
  verdict.equivocation_count = chance.below(3);
  return line;
}

/// Everything that a summary says, as the JSON has it, counted again.
std::string expected_json(const std::vector<AuditLine>& lines, const AuditRun& run, std::size_t other) {
  std::map<std::string, std::map<std::string, std::size_t>> counts;
  std::map<std::string, std::map<bool, std::size_t>> years;
  std::map<std::string, std::size_t> totals;
  MirrorDigest digest;
  for (const AuditLine& line : lines) {
    const AuditVerdict& verdict = line.verdict;
    if (verdict.error) {
      ++totals["refused"];
      ++counts["errors"][std::string(name(verdict.error->code))];
      continue;
    }
    ++totals[verdict.ok ? "hold" : "fail"];
    totals["events"] += verdict.event_count;
    totals["equivocations"] += verdict.equivocation_count;
    ++years[verdict.pith_number->starts_with("pith:") ? verdict.pith_number->substr(5, 4) : "other"][verdict.ok];
    for (const std::string& check : verdict.failed) {
      ++counts["failed"][check];
    }
    for (const std::string& warning : verdict.warnings) {
      ++counts["warnings"][warning];
    }
    for (const auto& [reason, count] : verdict.reasons) {
      counts["reasons"][reason] += count;
    }
    if (verdict.ok) {
      digest.add(*verdict.pith_number, *verdict.state_sha256);
    }
  }
  const auto number = [&](const std::string& total) {
    return quote(total) + ":" + std::to_string(totals[total]) + ",";
  };
  const auto object = [&](const std::string& kind) {
    Members members;
    for (const auto& [name, count] : counts[kind]) {
      members[name] = std::to_string(count);
    }
    return quote(kind) + ":" + write_object(members) + ",";
  };
  Members year_members;
  for (auto& [year, held] : years) {
    year_members[year] = "{\"hold\":" + std::to_string(held[true]) + ",\"fail\":" + std::to_string(held[false]) + "}";
  }
  totals["other"] = other;
  totals["bundles"] = totals["hold"] + totals["fail"];
  return R"({"format":"pith-merge.audit-summary.v1","program":)" + quote(run.program) + R"(,"merge_version":)" +
         quote(run.merge_version) + R"(,"keys_sha256":)" + quote(run.keys_sha256) + "," + number("bundles") +
         number("hold") + number("fail") + number("refused") + number("other") + number("events") +
         number("equivocations") + object("failed") + object("reasons") + object("warnings") + object("errors") +
         "\"years\":" + write_object(year_members) + ",\"mirror_sha256\":" + quote(to_hex(digest.sha256(crypto()))) +
         "}";
}

RC_GTEST_PROP(AuditSummary, CountsWhatTheLinesSayInAnyGrouping, ()) {
  Chance chance(draw().seed);
  std::vector<AuditLine> lines;
  for (std::size_t count = chance.below(200); count > 0; --count) {
    lines.push_back(some_line(chance, count));
  }
  std::vector<AuditSummary> parts(1);
  AuditSummary whole;
  for (const AuditLine& line : lines) {
    if (chance.percent(10)) {
      parts.emplace_back();
    }
    parts.back().add(line);
    whole.add(line);
  }
  parts[0].other = whole.other = 3;
  while (parts.size() > 1) {  // any two neighbours
    const std::size_t into = chance.below(parts.size() - 1);
    parts[into].merge(parts[into + 1]);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(into) + 1);
  }
  const AuditRun run = make_audit_run(world().keyring, 1'000);
  std::vector<std::string> failures;
  for (const AuditLine& line : lines) {
    if (!line.verdict.ok) {
      failures.push_back(line.source);
    }
  }
  const Result<AuditSummary> unpacked = unpack_audit_summary(pack(whole, crypto()), crypto());
  RC_ASSERT(unpacked.ok());
  for (const AuditSummary& summary : {whole, parts[0], *unpacked}) {
    RC_ASSERT(to_json(summary, crypto(), run) == expected_json(lines, run, 3));
    RC_ASSERT(summary.documents() == lines.size());
    std::vector<std::string> sources;
    for (const AuditLine& line : summary.failures) {
      sources.push_back(line.source);
    }
    RC_ASSERT(sources == failures);
  }
}

// Each part of the text is needed, and a damaged one is refused with its line.
TEST(AuditSummary, ADamagedPackIsRefused) {
  Chance chance(1);
  AuditSummary summary;
  for (std::size_t i = 0; i < 40; ++i) {
    summary.add(some_line(chance, i));
  }
  const std::string packed = pack(summary, crypto());
  ASSERT_TRUE(unpack_audit_summary(packed, crypto()));
  for (std::size_t size = 0; size < packed.size(); ++size) {
    const Result<AuditSummary> torn = unpack_audit_summary(packed.substr(0, size), crypto());
    ASSERT_FALSE(torn) << size;
    ASSERT_LE(torn.error().place.offset_bytes, size);
  }
  std::string changed = packed;
  changed.replace(packed.find("pith:", packed.find("\n\n")) + 5, 4, "1999");
  EXPECT_EQ(unpack_audit_summary(changed, crypto()).error().code, ErrorCode::not_a_verdict);
  changed = packed;
  const std::size_t second_line = packed.find('\n') + 1;
  changed.replace(packed.find("\"ok\":false", second_line), 10, "\"ok\":fal5e");
  EXPECT_EQ(unpack_audit_summary(changed, crypto()).error().place.line, 2U);
}

/// A bundle that fails checks of other names than those of this version.
AuditLine line_with_names(std::vector<std::string> names) {
  AuditLine line;
  line.verdict.pith_number = "odd";
  line.verdict.state_sha256 = line.verdict.authentic_state_sha256 = line.verdict.input_sha256 = Sha256Digest{};
  for (const std::string& name : names) {
    line.verdict.reasons[name] = 2;
  }
  line.verdict.warnings = names;
  line.verdict.failed = std::move(names);
  return line;
}

// The expected counts are those of all names, of which the first are kept and the rest is added up.
RC_GTEST_PROP(AuditSummary, NamesAreBoundedInAnyOrderAndGrouping, ()) {
  Chance chance(draw().seed);
  const std::size_t distinct = audit_summary_names_max - 20 + chance.below(60);
  std::map<std::string, std::uint64_t> all;
  std::vector<AuditSummary> parts(1 + chance.below(6));
  for (std::size_t lines = 0; lines < 60; ++lines) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < 20; ++i) {
      const std::string name = chance.percent(2) ? "other" : "n" + std::to_string(chance.below(distinct));
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
        ++all[name];
      }
    }
    parts[chance.below(parts.size())].add(line_with_names(std::move(names)));
  }
  std::map<std::string, std::uint64_t, std::less<>> failed;
  std::uint64_t rest = std::exchange(all["other"], 0);
  all.erase("other");
  for (const auto& [name, count] : all) {
    if (failed.size() < audit_summary_names_max) {
      failed[name] = count;
    } else {
      rest += count;
    }
  }
  if (rest > 0) {
    failed["other"] = rest;
  }
  while (parts.size() > 1) {
    const std::size_t into = chance.below(parts.size() - 1);
    parts[into].merge(parts[into + 1]);
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(into) + 1);
  }
  RC_ASSERT(parts[0].failed == failed);
  RC_ASSERT(parts[0].warnings == failed);
  for (auto& [name, count] : failed) {
    count *= 2;
  }
  RC_ASSERT(parts[0].reasons == failed);
  const Result<AuditSummary> unpacked = unpack_audit_summary(pack(parts[0], crypto()), crypto());
  RC_ASSERT(unpacked.ok());
  RC_ASSERT(unpacked->reasons == failed);
}

TEST(AuditSummary, APackWithTooManyNamesIsRefused) {
  for (const std::size_t count : {audit_summary_names_max + 1, audit_summary_names_max + 2}) {
    AuditSummary summary;
    for (std::size_t i = 0; i < count; ++i) {
      summary.failed["n" + std::to_string(i)] = 1;
    }
    EXPECT_EQ(unpack_audit_summary(pack(summary, crypto()), crypto()).ok(), count == audit_summary_names_max + 1);
  }
}

#ifndef NDEBUG
TEST(AuditSummary, AVerdictThatSaysNothingIsAMistakeOfTheCaller) {
  AuditSummary summary;
  EXPECT_DEATH(summary.add(AuditLine()), "audit_summary.cpp");
}

TEST(AuditSummary, MergingWithItselfIsAMistakeOfTheCaller) {
  AuditSummary summary;
  summary.refused = 1;
  EXPECT_DEATH(summary.merge(summary), "audit_summary.cpp");
}
#endif

TEST(AuditSummary, KeepsTheFirstFailuresOnly) {
  AuditLine line;
  line.verdict = refuse({ErrorCode::empty, no_place, "why"});
  AuditSummary first, second;
  for (std::size_t i = 0; i < audit_failures_max - 1; ++i) {
    line.source = std::to_string(i);
    first.add(line);
    second.add(line);
  }
  first.merge(second);
  ASSERT_EQ(first.failures.size(), audit_failures_max);
  EXPECT_EQ(first.failures.back().source, "0");
  first.add(line);
  first.merge(second);
  EXPECT_EQ(first.failures.size(), audit_failures_max);
  EXPECT_EQ(first.refused, 3 * (audit_failures_max - 1) + 1);
}

}  // namespace
}  // namespace pith::tests
