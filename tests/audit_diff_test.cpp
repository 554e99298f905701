// The comparison of two audits against an obvious one with std::map and std::set, on random pairs of audits in which
// everything is likely to meet: few records, few states, repetitions, refused documents, numbers of a bad form.

#include "pith/audit_diff.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/support/chance.h"

namespace pith::tests {
namespace {

using Audit = std::vector<AuditVerdict>;

Sha256Digest digest_of(std::size_t number) {
  Sha256Digest digest = {};
  digest.bytes[31] = static_cast<std::uint8_t>(number);
  return digest;
}

const std::vector<std::string>& numbers() {
  static const std::vector<std::string> texts = {"pith:2021:AAAAAAAAAAAAAAAAAAAAAAAAAA",
                                                 "pith:2021:AAAAAAAAAAAAAAAAAAAAAAAAAB",
                                                 "pith:2021:A2AAAAAAAAAAAAAAAAAAAAAAAA",
                                                 "pith:1999:ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
                                                 "",
                                                 "pith",
                                                 "pith:2021:",
                                                 "pith:2021:AAAAAAAAAAAAAAAAAAAAAAAAAAA",
                                                 "\xF0\x9F\x8C\xB2",
                                                 "pith:2021:aaaaaaaaaaaaaaaaaaaaaaaaaa"};
  return texts;
}

AuditVerdict make_verdict(Chance& chance) {
  AuditVerdict verdict;
  const std::size_t kind = chance.below(8);
  if (kind > 1 || chance.below(2) == 0) {
    verdict.sha256 = digest_of(chance.below(4));
  }
  if (kind == 0) {
    verdict.error = Error{ErrorCode::syntax, {}, "refused"};
    return verdict;
  }
  verdict.pith_number = numbers()[chance.below(numbers().size())];
  verdict.ok = kind > 3;
  verdict.state_sha256 = digest_of(chance.below(3));
  verdict.input_sha256 = digest_of(chance.below(3));
  for (const char* const check : {"state", "events", "bundle_sha256"}) {
    if (!verdict.ok && chance.below(2) == 0) {
      verdict.failed.push_back(check);
    }
  }
  return verdict;
}

Audit make_audit(Chance& chance) {
  Audit audit(chance.below(25));
  for (AuditVerdict& verdict : audit) {
    verdict = make_verdict(chance);
  }
  return audit;
}

AuditRecords collect(const Audit& audit) {
  AuditRecords records;
  for (const AuditVerdict& verdict : audit) {
    records.add(verdict);
  }
  return records;
}

/// What one audit says about one record, as the header says it.
struct Expected {
  std::set<std::pair<Sha256Digest, Sha256Digest>> held;  // state and input
  std::set<std::string> failed;

  std::set<Sha256Digest> states() const {
    std::set<Sha256Digest> all;
    for (const auto& [state, input] : held) {
      all.insert(state);
    }
    return all;
  }
};

std::map<std::string, Expected> expect_records(const Audit& audit) {
  std::map<std::string, Expected> records;
  for (const AuditVerdict& verdict : audit) {
    if (verdict.pith_number) {
      Expected& record = records[*verdict.pith_number];
      if (verdict.ok) {
        record.held.emplace(*verdict.state_sha256, *verdict.input_sha256);
      }
      record.failed.insert(verdict.failed.begin(), verdict.failed.end());
    }
  }
  return records;
}

std::string expect_side(const Expected* side) {
  if (side == nullptr) {
    return "null";
  }
  std::string text = side->held.empty() ? "fails" : "holds";
  for (const auto& [state, input] : side->held) {
    text += " " + to_hex(state) + "<" + to_hex(input);
  }
  for (const std::string& check : side->held.empty() ? side->failed : std::set<std::string>()) {
    text += " " + check;
  }
  return text;
}

std::string expect_kind(const Expected* a, const Expected* b) {
  if (a == nullptr || b == nullptr) {
    return b == nullptr ? "only_in_a" : "only_in_b";
  }
  if (a->held.empty() != b->held.empty()) {
    return b->held.empty() ? "holds_in_a_only" : "holds_in_b_only";
  }
  if (a->held.empty()) {
    return a->failed == b->failed ? "" : "other_failures";
  }
  if (a->states() == b->states()) {
    return "";
  }
  for (const auto& [state, input] : a->held) {
    for (const auto& [other_state, other_input] : b->held) {
      if (input == other_input && state != other_state) {
        return "other_state same_input";
      }
    }
  }
  return "other_state";
}

/// One line for each record that differs. Counts them by kind, too.
std::vector<std::string> expect_lines(const Audit& first, const Audit& second,
                                      std::map<std::string, std::uint64_t>& counts) {
  const std::map<std::string, Expected> a = expect_records(first);
  const std::map<std::string, Expected> b = expect_records(second);
  std::set<std::string> all;
  for (const auto& side : {a, b}) {
    for (const auto& [number, record] : side) {
      all.insert(number);
    }
  }
  std::vector<std::string> lines;
  for (const std::string& number : all) {
    const auto in_a = a.find(number);
    const auto in_b = b.find(number);
    const Expected* const left = in_a == a.end() ? nullptr : &in_a->second;
    const Expected* const right = in_b == b.end() ? nullptr : &in_b->second;
    const std::string kind = expect_kind(left, right);
    ++counts[kind];
    if (!kind.empty()) {
      lines.push_back(number + ": " + kind + " | " + expect_side(left) + " | " + expect_side(right));
    }
  }
  return lines;
}

std::string describe_side(const std::optional<RecordVerdict>& side) {
  if (!side) {
    return "null";
  }
  std::string text = side->ok ? "holds" : "fails";
  for (const HeldState& state : side->states) {
    text += " " + to_hex(state.state_sha256) + "<" + to_hex(state.input_sha256);
  }
  for (const std::string& check : side->failed) {
    text += " " + check;
  }
  return text;
}

std::string describe_line(const RecordDifference& difference) {
  return difference.pith_number + ": " + std::string(name(difference.kind)) +
         (difference.same_input ? " same_input" : "") + " | " + describe_side(difference.a) + " | " +
         describe_side(difference.b);
}

/// How many refused documents with a hash are only in the first audit, and how many without one are in it.
std::pair<std::uint64_t, std::uint64_t> expect_refused(const Audit& first, const Audit& second) {
  std::set<Sha256Digest> here;
  std::set<Sha256Digest> there;
  std::uint64_t unread = 0;
  for (const AuditVerdict& verdict : first) {
    if (!verdict.pith_number && verdict.sha256) {
      here.insert(*verdict.sha256);
    }
    unread += !verdict.pith_number && !verdict.sha256 ? 1U : 0U;
  }
  for (const AuditVerdict& verdict : second) {
    if (!verdict.pith_number && verdict.sha256) {
      there.insert(*verdict.sha256);
    }
  }
  const auto only_here =
      std::count_if(here.begin(), here.end(), [&](const Sha256Digest& document) { return !there.contains(document); });
  return {static_cast<std::uint64_t>(only_here), unread};
}

struct Report {
  std::vector<std::string> lines;
  AuditDiffCounts counts;
};

Report compare_audits(const Audit& a, const Audit& b) {
  Report report;
  report.counts = compare(collect(a), collect(b), [&](const RecordDifference& difference) {
    report.lines.push_back(describe_line(difference));
  });
  return report;
}

Report expect_report(const Audit& a, const Audit& b) {
  Report report;
  std::map<std::string, std::uint64_t> kinds;
  report.lines = expect_lines(a, b, kinds);
  AuditDiffCounts& counts = report.counts;
  for (const auto& [kind, count] : kinds) {
    counts.records += count;
  }
  counts.same = kinds[""];
  counts.only_in_a = kinds["only_in_a"];
  counts.only_in_b = kinds["only_in_b"];
  counts.holds_in_a_only = kinds["holds_in_a_only"];
  counts.holds_in_b_only = kinds["holds_in_b_only"];
  counts.other_state_same_input = kinds["other_state same_input"];
  counts.other_state = kinds["other_state"] + counts.other_state_same_input;
  counts.other_failures = kinds["other_failures"];
  std::tie(counts.refused_only_in_a, counts.unread_in_a) = expect_refused(a, b);
  std::tie(counts.refused_only_in_b, counts.unread_in_b) = expect_refused(b, a);
  return report;
}

RC_GTEST_PROP(AuditDiff, IsWhatMapsAndSetsGive, (std::uint64_t seed)) {
  Chance chance(seed);
  const Audit a = make_audit(chance);
  const Audit b = make_audit(chance);
  const Report actual = compare_audits(a, b);
  const Report expected = expect_report(a, b);
  RC_ASSERT(actual.lines == expected.lines);
  RC_ASSERT(actual.counts == expected.counts);
  RC_ASSERT(compare(collect(a), collect(b)) == expected.counts);  // the same if nobody visits
}

RC_GTEST_PROP(AuditDiff, SwappingTheSidesSwapsTheReport, (std::uint64_t seed)) {
  Chance chance(seed);
  const Audit a = make_audit(chance);
  const Audit b = make_audit(chance);
  std::vector<RecordDifference> there;
  std::vector<RecordDifference> back;
  const AuditDiffCounts counts =
      compare(collect(a), collect(b), [&](const RecordDifference& difference) { there.push_back(difference); });
  AuditDiffCounts swapped =
      compare(collect(b), collect(a), [&](const RecordDifference& difference) { back.push_back(difference); });
  const std::map<RecordDifferenceKind, RecordDifferenceKind> mirrored = {
      {RecordDifferenceKind::only_in_a, RecordDifferenceKind::only_in_b},
      {RecordDifferenceKind::only_in_b, RecordDifferenceKind::only_in_a},
      {RecordDifferenceKind::holds_in_a_only, RecordDifferenceKind::holds_in_b_only},
      {RecordDifferenceKind::holds_in_b_only, RecordDifferenceKind::holds_in_a_only},
      {RecordDifferenceKind::other_state, RecordDifferenceKind::other_state},
      {RecordDifferenceKind::other_failures, RecordDifferenceKind::other_failures}};
  RC_ASSERT(there.size() == back.size());
  for (std::size_t i = 0; i < there.size(); ++i) {
    std::swap(back[i].a, back[i].b);
    back[i].kind = mirrored.at(back[i].kind);
    RC_ASSERT(describe_line(back[i]) == describe_line(there[i]));
  }
  std::swap(swapped.only_in_a, swapped.only_in_b);
  std::swap(swapped.holds_in_a_only, swapped.holds_in_b_only);
  std::swap(swapped.refused_only_in_a, swapped.refused_only_in_b);
  std::swap(swapped.unread_in_a, swapped.unread_in_b);
  RC_ASSERT(swapped == counts);
}

RC_GTEST_PROP(AuditDiff, OrderAndRepetitionMakeNoDifference, (std::uint64_t seed)) {
  Chance chance(seed);
  const Audit a = make_audit(chance);
  Audit b;
  for (const AuditVerdict& verdict : a) {
    const bool is_counted = !verdict.pith_number && !verdict.sha256;
    b.insert(b.begin() + static_cast<std::ptrdiff_t>(chance.below(b.size() + 1)), is_counted ? 1 : 2, verdict);
  }
  const Report report = compare_audits(a, b);
  RC_ASSERT(report.lines.empty());
  RC_ASSERT(report.counts.equal());
}

/// What makes two audits differ, one thing at a time.
TEST(AuditDiff, EqualOnlyIfNothingDiffers) {
  EXPECT_TRUE(AuditDiffCounts().equal());
  AuditVerdict bundle;
  bundle.pith_number = numbers().front();
  bundle.ok = true;
  bundle.state_sha256 = digest_of(1);
  bundle.input_sha256 = digest_of(1);
  AuditVerdict other_input = bundle;
  other_input.input_sha256 = digest_of(2);
  EXPECT_TRUE(compare(collect({bundle}), collect({other_input})).equal()) << "two inputs gave one state";
  AuditVerdict refused;
  refused.sha256 = digest_of(1);
  AuditVerdict unread;
  for (const Audit& audit : {Audit{bundle, refused}, Audit{bundle, unread}, Audit{}}) {
    EXPECT_FALSE(compare(collect({bundle}), collect(audit)).equal());
    EXPECT_FALSE(compare(collect(audit), collect({bundle})).equal());
  }
}

using Group = MirrorDigest::Group;

RC_GTEST_PROP(AuditDiff, GroupsAreComparedByPrefix, (std::uint64_t seed)) {
  Chance chance(seed);
  std::map<std::string, Sha256Digest> sides[2];
  std::vector<Group> groups[2];
  for (std::size_t side = 0; side < 2; ++side) {
    for (std::size_t i = chance.below(8); i > 0; --i) {
      std::string prefix;
      prefix += "AB2"[chance.below(3)];
      prefix += "AB2"[chance.below(3)];
      sides[side][prefix] = digest_of(chance.below(2));
    }
    for (const auto& [prefix, sha256] : sides[side]) {
      groups[side].push_back({prefix, sha256});
    }
  }
  std::map<std::string, std::string> expected;
  for (const std::size_t side : {0U, 1U}) {
    for (const auto& [prefix, sha256] : sides[side]) {
      const auto other = sides[1 - side].find(prefix);
      if (other == sides[1 - side].end()) {
        expected[prefix] = side == 0 ? "only_in_a" : "only_in_b";
      } else if (other->second != sha256) {
        expected[prefix] = "other_hash";
      }
    }
  }
  std::map<std::string, std::string> actual;
  std::string last;
  for (const GroupDifference& difference : compare(groups[0], groups[1])) {
    RC_ASSERT(last < difference.prefix);
    last = difference.prefix;
    actual[last] = name(difference.kind);
    RC_ASSERT(difference.a.has_value() == sides[0].contains(last));
    RC_ASSERT(difference.b.has_value() == sides[1].contains(last));
    RC_ASSERT(difference.a.value_or(Sha256Digest{}) == (difference.a ? sides[0][last] : Sha256Digest{}));
    RC_ASSERT(difference.b.value_or(Sha256Digest{}) == (difference.b ? sides[1][last] : Sha256Digest{}));
  }
  RC_ASSERT(actual == expected);
}

}  // namespace
}  // namespace pith::tests
