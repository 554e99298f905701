// Two audits, or two mirror digests, side by side.
//
// Both audits are read in order of Pith Numbers, like two sorted lists that are merged. All verdicts about one record
// come one after the other, on each side. What a side says about the record follows from them: it holds if one of its
// bundles holds, and then its states are those of the bundles that hold.
//
// Example: A has the record's bundle twice, once whole and once cut short, and B has it once. If A's whole one and B's
// give one state, the record does not differ.
//
// Cost: n log n. Tests: tests/audit_diff_test.cpp compares it with an obvious computation, tests/audit/test_diff.py
// runs the program.

#include "pith/audit_diff.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/reports/audit_records.h"

namespace pith {
namespace engine {
namespace {

/// All verdicts of one audit about one record, in their order; empty if it has none.
using Verdicts = std::vector<const PackedVerdict*>;

/// One of the two audits, read record by record.
class AuditReader {
 public:
  explicit AuditReader(const AuditRecords& audit) : table_(audit.table()), reader_(table_.verdicts) {}

  bool at_end() const { return reader_.peek() == nullptr; }

  /// The Pith Number of the next record. Needs !at_end().
  std::string_view number() const { return number_of(*reader_.peek(), table_.other_numbers); }

  /// Fills `verdicts` with those about this record, which must not come after the next one.
  void take(std::string_view record, Verdicts& verdicts) {
    verdicts.clear();
    while (!at_end() && number() == record) {
      verdicts.push_back(reader_.peek());
      reader_.pop();
    }
  }

  /// The checks that fail in any of these verdicts.
  std::set<std::string_view> failed_checks(const Verdicts& verdicts) const {
    std::set<std::string_view> checks;
    for (const PackedVerdict* verdict : verdicts) {
      if (verdict->failed != FailedList::none) {
        const std::vector<std::string>& list = *table_.failed_lists[static_cast<std::uint32_t>(verdict->failed) - 1];
        checks.insert(list.begin(), list.end());
      }
    }
    return checks;
  }

 private:
  const AuditRecords::Table& table_;
  VerdictRuns::Reader reader_;
};

/// Verdicts that hold come first.
bool holds(const Verdicts& verdicts) {
  return !verdicts.empty() && verdicts.front()->failed == FailedList::none;
}

/// The states of the verdicts that hold, each once, in order.
std::vector<HeldState> held_states(const Verdicts& verdicts) {
  std::vector<HeldState> states;
  for (const PackedVerdict* verdict : verdicts) {
    if (verdict->failed == FailedList::none) {
      states.push_back(verdict->state);
    }
  }
  return states;
}

/// Whether two records that hold have the same states, from whatever input. Needs states in order.
bool have_same_states(const std::vector<HeldState>& a, const std::vector<HeldState>& b) {
  const auto distinct = [](const std::vector<HeldState>& states) {
    std::vector<Sha256Digest> hashes;
    for (const HeldState& state : states) {
      if (hashes.empty() || hashes.back() != state.state_sha256) {
        hashes.push_back(state.state_sha256);
      }
    }
    return hashes;
  };
  return distinct(a) == distinct(b);
}

/// Whether some input gave one state in A and another one in B.
bool have_input_with_other_state(const std::vector<HeldState>& a, const std::vector<HeldState>& b) {
  const auto by_input = [](const std::vector<HeldState>& states) {
    std::vector<std::pair<Sha256Digest, Sha256Digest>> sorted;  // input and state
    for (const HeldState& state : states) {
      sorted.emplace_back(state.input_sha256, state.state_sha256);
    }
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  };
  const auto left = by_input(a);
  const auto right = by_input(b);
  const auto same_input = [](const auto& one, const auto& other) { return one.first < other.first; };
  for (const auto& one : left) {
    const auto [first, last] = std::equal_range(right.begin(), right.end(), one, same_input);
    // They are distinct and in order, so that all of them have this state only if there is one and it is this.
    if (first != last && (last - first > 1 || first->second != one.second)) {
      return true;
    }
  }
  return false;
}

/// What both audits say about one record.
struct Sides {
  Verdicts a;
  Verdicts b;
};

/// How the sides differ; std::nullopt if they do not.
std::optional<RecordDifferenceKind> compare_sides(const Sides& sides, const AuditReader& a, const AuditReader& b) {
  if (sides.a.empty() || sides.b.empty()) {
    return sides.b.empty() ? RecordDifferenceKind::only_in_a : RecordDifferenceKind::only_in_b;
  }
  if (holds(sides.a) != holds(sides.b)) {
    return holds(sides.a) ? RecordDifferenceKind::holds_in_a_only : RecordDifferenceKind::holds_in_b_only;
  }
  if (holds(sides.a)) {
    return have_same_states(held_states(sides.a), held_states(sides.b))
               ? std::nullopt
               : std::optional(RecordDifferenceKind::other_state);
  }
  return a.failed_checks(sides.a) == b.failed_checks(sides.b) ? std::nullopt
                                                              : std::optional(RecordDifferenceKind::other_failures);
}

std::optional<RecordVerdict> describe_side(const Verdicts& verdicts, const AuditReader& reader) {
  if (verdicts.empty()) {
    return std::nullopt;
  }
  RecordVerdict verdict;
  verdict.ok = holds(verdicts);
  if (verdict.ok) {
    verdict.states = held_states(verdicts);
  } else {
    const std::set<std::string_view> failed = reader.failed_checks(verdicts);
    verdict.failed.assign(failed.begin(), failed.end());
  }
  return verdict;
}

std::uint64_t& count_of(AuditDiffCounts& counts, RecordDifferenceKind kind) {
  switch (kind) {
    case RecordDifferenceKind::only_in_a:
      return counts.only_in_a;
    case RecordDifferenceKind::only_in_b:
      return counts.only_in_b;
    case RecordDifferenceKind::holds_in_a_only:
      return counts.holds_in_a_only;
    case RecordDifferenceKind::holds_in_b_only:
      return counts.holds_in_b_only;
    case RecordDifferenceKind::other_state:
      return counts.other_state;
    case RecordDifferenceKind::other_failures:
      break;
  }
  return counts.other_failures;
}

void compare_records(const AuditRecords& first, const AuditRecords& second,
                     const std::function<void(const RecordDifference&)>& visit, AuditDiffCounts& counts) {
  AuditReader a(first);
  AuditReader b(second);
  Sides sides;
  while (!a.at_end() || !b.at_end()) {
    const std::string_view number = b.at_end()   ? a.number()
                                    : a.at_end() ? b.number()
                                                 : std::min(a.number(), b.number());
    a.take(number, sides.a);
    b.take(number, sides.b);
    ++counts.records;
    const std::optional<RecordDifferenceKind> kind = compare_sides(sides, a, b);
    if (!kind) {
      ++counts.same;
      continue;
    }
    ++count_of(counts, *kind);
    const bool same_input = *kind == RecordDifferenceKind::other_state &&
                            have_input_with_other_state(held_states(sides.a), held_states(sides.b));
    counts.other_state_same_input += same_input ? 1U : 0U;
    if (visit) {
      visit({std::string(number), *kind, describe_side(sides.a, a), describe_side(sides.b, b), same_input});
    }
  }
}

void compare_refused(const AuditRecords& first, const AuditRecords& second, AuditDiffCounts& counts) {
  DigestRuns::Reader a(first.table().refused);
  DigestRuns::Reader b(second.table().refused);
  while (a.peek() != nullptr || b.peek() != nullptr) {
    const bool in_a = a.peek() != nullptr && (b.peek() == nullptr || *a.peek() <= *b.peek());
    const bool in_b = b.peek() != nullptr && (a.peek() == nullptr || *b.peek() <= *a.peek());
    counts.refused_only_in_a += in_a && !in_b ? 1U : 0U;
    counts.refused_only_in_b += in_b && !in_a ? 1U : 0U;
    if (in_a) {
      a.pop();
    }
    if (in_b) {
      b.pop();
    }
  }
}

}  // namespace
}  // namespace engine

AuditDiffCounts compare(const AuditRecords& a, const AuditRecords& b,
                        const std::function<void(const RecordDifference&)>& visit) {
  AuditDiffCounts counts;
  engine::compare_records(a, b, visit, counts);
  engine::compare_refused(a, b, counts);
  counts.unread_in_a = a.table().unread_count;
  counts.unread_in_b = b.table().unread_count;
  return counts;
}

std::vector<GroupDifference> compare(std::span<const MirrorDigest::Group> a, std::span<const MirrorDigest::Group> b) {
  std::vector<GroupDifference> differences;
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() || right != b.end()) {
    if (right == b.end() || (left != a.end() && left->prefix < right->prefix)) {
      differences.push_back({left->prefix, GroupDifferenceKind::only_in_a, left->sha256, std::nullopt});
      ++left;
    } else if (left == a.end() || right->prefix < left->prefix) {
      differences.push_back({right->prefix, GroupDifferenceKind::only_in_b, std::nullopt, right->sha256});
      ++right;
    } else {
      if (left->sha256 != right->sha256) {
        differences.push_back({left->prefix, GroupDifferenceKind::other_hash, left->sha256, right->sha256});
      }
      ++left;
      ++right;
    }
  }
  return differences;
}

}  // namespace pith
