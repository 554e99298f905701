#ifndef PITH_ENGINE_REPORTS_AUDIT_RECORDS_H
#define PITH_ENGINE_REPORTS_AUDIT_RECORDS_H

// The verdicts of one audit, packed for a comparison.

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "containers/sorted_runs.h"
#include "pith/audit_diff.h"

namespace pith::engine {

/// The bytes of a text that has the form of a Pith Number (SPEC 2.2).
inline constexpr std::size_t pith_number_size_bytes = 36;

/// Which list of failed checks a verdict has: an index in Table::failed_lists, plus 1.
enum class FailedList : std::uint32_t { none = 0 };

/// Which text that is not a Pith Number a verdict has in its place: an index in Table::other_numbers, plus 1.
enum class OtherNumber : std::uint32_t { none = 0 };

/// One verdict about a bundle.
struct PackedVerdict {
  std::array<char, pith_number_size_bytes> number;  ///< zeros if `other` is not none
  OtherNumber other;
  FailedList failed;  ///< none if the bundle holds
  HeldState state;    ///< zeros if it does not hold
};
static_assert(sizeof(PackedVerdict) == 108, "pith/audit_diff.h states this size");

/// The Pith Number that a verdict is about. `others` is Table::other_numbers. Constant time.
inline std::string_view number_of(const PackedVerdict& verdict, const std::deque<std::string>& others) {
  return verdict.other == OtherNumber::none ? std::string_view(verdict.number.data(), verdict.number.size())
                                            : others[static_cast<std::uint32_t>(verdict.other) - 1];
}

/// By number; then those that hold, by state and input; then those that fail, by list.
struct VerdictOrder {
  const std::deque<std::string>* others;

  bool operator()(const PackedVerdict& left, const PackedVerdict& right) const;
};

struct DigestOrder {
  bool operator()(const Sha256Digest& left, const Sha256Digest& right) const { return left < right; }
};

using VerdictRuns = containers::SortedRuns<PackedVerdict, VerdictOrder>;
using DigestRuns = containers::SortedRuns<Sha256Digest, DigestOrder>;

}  // namespace pith::engine

namespace pith {

/// Not to be moved: `verdicts` refers to `other_numbers`.
struct AuditRecords::Table {
  std::deque<std::string> other_numbers;                                  ///< each once, in order of arrival
  std::map<std::string_view, engine::OtherNumber> other_number_indices;   ///< into other_numbers
  std::map<std::vector<std::string>, engine::FailedList> failed_indices;  ///< into failed_lists
  std::vector<const std::vector<std::string>*> failed_lists;              ///< its keys, in order of arrival
  engine::VerdictRuns verdicts{engine::VerdictOrder{&other_numbers}};     ///< those about bundles
  engine::DigestRuns refused;                                             ///< the documents that were refused
  std::uint64_t unread_count = 0;                                         ///< documents without a hash

  Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
};

}  // namespace pith

#endif
