#ifndef PITH_MIRROR_DIGEST_H
#define PITH_MIRROR_DIGEST_H

/// @file
/// One hash over all bundles of a mirror that hold, and hashes over parts of it.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pith/crypto.h"
#include "pith/export.h"
#include "pith/result.h"

namespace pith {

/// What a mirror holds, as a set of lines `pith_number SPACE state_sha256 NEWLINE`: one for each bundle that holds. Two
/// mirrors with equal digests hold the same states of the same records.
///
/// The first two characters of a number's suffix divide the lines into at most 1,024 groups. The hash of a group is
/// SHA-256 over its lines in byte order. `mirror_sha256` is SHA-256 over the lines `PREFIX SPACE HASH NEWLINE` of all
/// groups that have lines, in byte order. Two mirrors compare their groups to find where they differ.
///
/// A value: lines may be added in any order and any number of times, and parts may be merged in any grouping. A copy is
/// linear; a move takes constant time. It takes at most 64 bytes for each distinct line, and 128 KiB.
class PITH_API MirrorDigest {
 public:
  /// The lines of one prefix.
  struct Group {
    std::string prefix;        ///< two characters of A to Z and 2 to 7
    Sha256Digest sha256 = {};  ///< of its lines

    /// Member by member.
    friend bool operator==(const Group&, const Group&) = default;
  };

  /// No lines.
  MirrorDigest();
  /// @{
  /// A copy is linear, a move takes constant time.
  MirrorDigest(const MirrorDigest& other);
  MirrorDigest(MirrorDigest&& other) noexcept;
  MirrorDigest& operator=(const MirrorDigest& other);
  MirrorDigest& operator=(MirrorDigest&& other) noexcept;
  ~MirrorDigest();
  /// @}

  /// Adds the line of a bundle that holds. A line that is there already changes nothing.
  /// Returns false, and adds nothing, if the number does not have the form of a Pith Number (SPEC 2.2). A bundle with
  /// such a number cannot hold. Time log n.
  bool add(std::string_view pith_number, const Sha256Digest& state_sha256);

  /// Adds lines as lines() writes them, each with its newline. Their order makes no difference.
  /// Errors: `not_a_verdict` with the place of the first line that is not one; then nothing is added. Time n log n.
  Result<void> add_lines(std::string_view lines);

  /// Adds the lines of another digest. Time n log n.
  void merge(const MirrorDigest& other);

  /// The number of distinct lines. Takes constant time.
  std::size_t size() const noexcept;

  /// All lines in the order of the groups, which is not byte order: years come before suffixes there. 102 bytes each.
  /// Linear.
  std::string lines() const;

  /// The lines of the group with this prefix, in byte order: what the group's hash is a hash of. Empty if there is no
  /// such group. Linear in the result.
  std::string lines(std::string_view prefix) const;

  /// The groups that have lines, in byte order of their prefixes. Linear.
  std::vector<Group> groups(const Crypto& crypto) const;

  /// `mirror_sha256`. Linear.
  Sha256Digest sha256(const Crypto& crypto) const;

  /// The lines of `audit --digest`, of which `mirror_sha256` is the hash: to_text(groups(crypto)). Linear.
  std::string to_text(const Crypto& crypto) const;

  /// A line `PREFIX SPACE HASH NEWLINE` for each group. Pure; linear.
  static std::string to_text(const std::vector<Group>& groups);

  /// Reads what to_text() writes, and nothing else: every line whole, each prefix once and in byte order.
  /// Errors: `not_a_verdict` with the place of the first line that is wrong. Pure; linear.
  static Result<std::vector<Group>> parse_groups(std::string_view text);

  /// Whether both have the same lines. Linear.
  PITH_API friend bool operator==(const MirrorDigest& left, const MirrorDigest& right);

 private:
  struct Lines;
  std::unique_ptr<Lines> lines_;
};

}  // namespace pith

#endif
