#ifndef PITH_AUDIT_DIFF_H
#define PITH_AUDIT_DIFF_H

/// @file
/// How two audits differ, record by record.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pith/audit.h"
#include "pith/crypto.h"
#include "pith/export.h"
#include "pith/mirror_digest.h"

namespace pith {

/// The verdicts of one audit, collected for a comparison. Neither their order nor repetition makes a difference, and
/// what does not matter for the comparison is left out: the sources, and everything that only explains a verdict.
///
/// Takes 108 bytes for each verdict about a bundle, and 32 for each document that was refused. A repetition counts
/// again, unless it comes soon: a file that is added twice may take twice as much. Each distinct text that stands for a
/// Pith Number, and each distinct list of failed checks, is kept once.
/// For one thread at a time; many threads may compare audits that do not change any more.
class PITH_API AuditRecords {
 public:
  /// No verdicts.
  AuditRecords();
  /// Takes over the verdicts of another one, which may then only be destroyed or assigned to.
  AuditRecords(AuditRecords&&) noexcept;
  /// The same.
  AuditRecords& operator=(AuditRecords&&) noexcept;
  /// Frees them.
  ~AuditRecords();

  /// Adds a verdict. Any verdict will do. Logarithmic, on average over many calls.
  void add(const AuditVerdict& verdict);

  /// @cond
  // For the library itself.
  struct Table;
  const Table& table() const noexcept { return *table_; }
  /// @endcond

 private:
  std::unique_ptr<Table> table_;
};

/// How one record differs. The names are stable.
enum class RecordDifferenceKind : std::uint8_t {
  only_in_a,        ///< B has no verdict about it
  only_in_b,        ///< A has no verdict about it
  holds_in_a_only,  ///< a bundle of it holds in A; all of B's fail
  holds_in_b_only,  ///< the same the other way round
  other_state,      ///< bundles hold on both sides, with different states
  other_failures,   ///< no bundle holds on either side, and they fail other checks
};

/// The stable name of a kind, as written in this header. Never fails; static storage.
PITH_API std::string_view name(RecordDifferenceKind kind) noexcept;

/// A state that a bundle which holds gives, and the input that it follows from.
struct HeldState {
  Sha256Digest state_sha256 = {};  ///< SPEC 8.3
  Sha256Digest input_sha256 = {};  ///< SPEC 9.6

  /// Member by member.
  friend auto operator<=>(const HeldState&, const HeldState&) = default;
};

/// What one audit says about a record. An audit may have several bundles of a record. If any of them holds, the record
/// holds, and those that fail do not count.
struct RecordVerdict {
  bool ok = false;                  ///< whether a bundle of it holds
  std::vector<HeldState> states;    ///< of the bundles that hold, each once, in byte order
  std::vector<std::string> failed;  ///< if none holds: the checks that fail in any of them, each once, in byte order
};

/// A record about which two audits differ.
struct RecordDifference {
  std::string pith_number;                                      ///< as the bundles state it
  RecordDifferenceKind kind = RecordDifferenceKind::only_in_a;  ///< how it differs
  std::optional<RecordVerdict> a;                               ///< what A says; none if A has no verdict
  std::optional<RecordVerdict> b;                               ///< what B says; none if B has no verdict
  /// With `other_state`: whether one input gave different states, so that the two were merged by different rules or one
  /// of them is wrong. Otherwise the two were given different events, keys or aliases. SPEC 9.6.
  bool same_input = false;
};

/// How many records differ, in which way.
struct AuditDiffCounts {
  std::uint64_t records = 0;                 ///< distinct Pith Numbers in A and B together
  std::uint64_t same = 0;                    ///< records with equal verdicts
  std::uint64_t only_in_a = 0;               ///< see RecordDifferenceKind
  std::uint64_t only_in_b = 0;               ///< see RecordDifferenceKind
  std::uint64_t holds_in_a_only = 0;         ///< see RecordDifferenceKind
  std::uint64_t holds_in_b_only = 0;         ///< see RecordDifferenceKind
  std::uint64_t other_state = 0;             ///< see RecordDifferenceKind
  std::uint64_t other_state_same_input = 0;  ///< of those with another state: how many from one input
  std::uint64_t other_failures = 0;          ///< see RecordDifferenceKind
  std::uint64_t refused_only_in_a = 0;       ///< documents that only A refused, told apart by the hash of their bytes
  std::uint64_t refused_only_in_b = 0;       ///< the same for B
  std::uint64_t unread_in_a = 0;             ///< documents that could not be read, so that they have no hash
  std::uint64_t unread_in_b = 0;             ///< the same for B

  /// Whether the two audits give the same verdicts. Documents without a hash are compared by their number alone.
  bool equal() const noexcept {
    return same == records && refused_only_in_a == 0 && refused_only_in_b == 0 && unread_in_a == unread_in_b;
  }

  /// Member by member.
  friend bool operator==(const AuditDiffCounts&, const AuditDiffCounts&) = default;
};

/// Compares two audits. Calls `visit`, unless it is empty, with each record that differs, in byte order of Pith
/// Numbers. Documents that were refused name no record; they are only counted.
/// Time n log n. Memory beyond the audits: a few megabytes, and the verdicts about one record. Throws what `visit`
/// throws. Safe to call from many threads.
PITH_API AuditDiffCounts compare(const AuditRecords& a, const AuditRecords& b,
                                 const std::function<void(const RecordDifference&)>& visit = {});

/// The difference as an item of `differences` in docs/json.md, without a newline. Linear. Pure.
PITH_API std::string to_json(const RecordDifference& difference);

/// The counts as `counts` in docs/json.md, without a newline. Pure.
PITH_API std::string to_json(const AuditDiffCounts& counts);

/// How a group of two mirror digests differs. The names are stable.
enum class GroupDifferenceKind : std::uint8_t {
  only_in_a,   ///< B has no bundle that holds in this group
  only_in_b,   ///< A has none
  other_hash,  ///< both have some, and not the same
};

/// The stable name of a kind, as written in this header. Never fails; static storage.
PITH_API std::string_view name(GroupDifferenceKind kind) noexcept;

/// A group in which two mirror digests differ.
struct GroupDifference {
  std::string prefix;                                         ///< the first two characters of the suffixes
  GroupDifferenceKind kind = GroupDifferenceKind::only_in_a;  ///< how it differs
  std::optional<Sha256Digest> a;                              ///< the group's hash in A; none if A lacks it
  std::optional<Sha256Digest> b;                              ///< the group's hash in B; none if B lacks it
};

/// The groups in which two mirror digests differ, in byte order of prefixes. Needs groups in that order, each prefix
/// once, as MirrorDigest::groups() gives them. Linear. Pure.
PITH_API std::vector<GroupDifference> compare(std::span<const MirrorDigest::Group> a,
                                              std::span<const MirrorDigest::Group> b);

/// The difference as an item of `groups` in docs/json.md, without a newline. Pure.
PITH_API std::string to_json(const GroupDifference& difference);

}  // namespace pith

#endif
