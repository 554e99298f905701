#include "cli/diff_text.h"

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/count.h"

namespace pith::cli {
namespace {

/// The first items, and how many more there are: a line must stay a line that people can read.
template <class Items, class Describe>
std::string list_first(const Items& items, Describe describe) {
  constexpr std::size_t listed_max = 5;
  std::string list;
  std::size_t count = 0;
  for (const auto& item : items) {
    if (++count <= listed_max) {
      list += (list.empty() ? "" : ", ") + describe(item);
    }
  }
  return count > listed_max ? list + " and " + with_thousands(count - listed_max) + " more" : list;
}

/// `holds BF4C...` or `fails events, state`.
std::string describe_verdict(const RecordVerdict& verdict) {
  if (!verdict.ok) {
    return "fails " + list_first(verdict.failed, [](const std::string& check) { return printable(check); });
  }
  // Two inputs may give one state.
  std::vector<Sha256Digest> states;
  for (const HeldState& state : verdict.states) {
    if (states.empty() || states.back() != state.state_sha256) {
      states.push_back(state.state_sha256);
    }
  }
  return "holds " + list_first(states, [](const Sha256Digest& state) { return to_hex(state); });
}

std::string describe_kind(const RecordDifference& difference, const Terminal& terminal) {
  switch (difference.kind) {
    case RecordDifferenceKind::only_in_a:
      return "only in A";
    case RecordDifferenceKind::only_in_b:
      return "only in B";
    case RecordDifferenceKind::holds_in_a_only:
      return terminal.bad("holds in A only");
    case RecordDifferenceKind::holds_in_b_only:
      return terminal.bad("holds in B only");
    case RecordDifferenceKind::other_state:
      return terminal.bad("another state") + (difference.same_input ? ", different merge" : ", different input");
    case RecordDifferenceKind::other_failures:
      break;
  }
  return "fails other checks";
}

std::string describe_kind(GroupDifferenceKind kind, const Terminal& terminal) {
  switch (kind) {
    case GroupDifferenceKind::only_in_a:
      return "only in A";
    case GroupDifferenceKind::only_in_b:
      return "only in B";
    case GroupDifferenceKind::other_hash:
      break;
  }
  return terminal.bad("other bundles");
}

/// `2 only in A, 1 only in B`: the counts that are not 0.
std::string list_counts(std::initializer_list<std::pair<std::uint64_t, std::string_view>> counts) {
  std::string list;
  for (const auto& [count, words] : counts) {
    if (count > 0) {
      list += (list.empty() ? "" : ", ") + with_thousands(count) + " " + std::string(words);
    }
  }
  return list;
}

std::string count_records(std::uint64_t count) {
  return with_thousands(count) + (count == 1 ? " record" : " records");
}

}  // namespace

std::string describe_difference(const RecordDifference& difference, const Terminal& terminal) {
  std::string line = printable(difference.pith_number) + ": " + describe_kind(difference, terminal) + ":";
  line += difference.a ? " A " + describe_verdict(*difference.a) : "";
  line += difference.a && difference.b ? ";" : "";
  line += difference.b ? " B " + describe_verdict(*difference.b) : "";
  return line + "\n";
}

std::string describe_difference(const GroupDifference& difference, const Terminal& terminal) {
  std::string line = printable(difference.prefix) + ": " + describe_kind(difference.kind, terminal) + ":";
  line += difference.a ? " A " + to_hex(*difference.a) : "";
  line += difference.a && difference.b ? ";" : "";
  line += difference.b ? " B " + to_hex(*difference.b) : "";
  return line + "\n";
}

std::string describe_counts(const AuditDiffCounts& counts) {
  const std::uint64_t different = counts.records - counts.same;
  const std::string list = list_counts({
      {counts.only_in_a, "only in A"},
      {counts.only_in_b, "only in B"},
      {counts.holds_in_a_only, "holding in A only"},
      {counts.holds_in_b_only, "holding in B only"},
      {counts.other_state - counts.other_state_same_input, "with another state from different input"},
      {counts.other_state_same_input, "with another state from different merges"},
      {counts.other_failures, "failing other checks"},
  });
  std::string text = with_thousands(different) + " of " + count_records(counts.records) +
                     (different == 1 ? " differs" : " differ") + (list.empty() ? "" : ": ") + list + "\n";
  if (counts.refused_only_in_a + counts.refused_only_in_b > 0) {
    text += "documents refused on one side only: " + with_thousands(counts.refused_only_in_a) + " in A, " +
            with_thousands(counts.refused_only_in_b) + " in B\n";
  }
  if (counts.unread_in_a + counts.unread_in_b > 0) {
    text += "documents that could not be read whole: " + with_thousands(counts.unread_in_a) + " in A, " +
            with_thousands(counts.unread_in_b) + " in B\n";
  }
  return text;
}

std::string describe_group_counts(std::size_t differences, std::size_t groups) {
  return with_thousands(differences) + " of " + with_thousands(groups) + (groups == 1 ? " group" : " groups") +
         (differences == 1 ? " differs\n" : " differ\n");
}

}  // namespace pith::cli
