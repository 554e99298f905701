#include "containers/digest_trie.h"

#include <algorithm>
#include <cassert>

namespace pith::containers {
namespace {

std::uint8_t digit_at(const Sha256Digest& digest, std::size_t position) {
  const std::uint8_t byte = digest.bytes[position / 2];
  return position % 2 == 0 ? byte >> 4 : byte & 15;
}

/// The first hexadecimal digit at which two different digests differ.
std::uint8_t first_difference(const Sha256Digest& left, const Sha256Digest& right) {
  const auto differ = std::mismatch(left.bytes.begin(), left.bytes.end(), right.bytes.begin());
  const auto byte = static_cast<std::size_t>(differ.first - left.bytes.begin());
  const bool is_high_digit = (*differ.first >> 4) != (*differ.second >> 4);
  return static_cast<std::uint8_t>(2 * byte + (is_high_digit ? 0 : 1));
}

}  // namespace

std::uint32_t DigestTrie::find_similar(const Sha256Digest& digest) const {
  Child child = root_;
  while (child.is_branch()) {
    const Branch& branch = branches_[child.branch_index()];
    child = branch.children[digit_at(digest, branch.digit_position)];
    if (child.is_nothing()) {
      child = *std::find_if(branch.children.begin(), branch.children.end(),
                            [](Child other) { return !other.is_nothing(); });
    }
  }
  return child.digest_number();
}

std::optional<std::uint32_t> DigestTrie::find(const Digests& digests, const Sha256Digest& digest) const {
  if (empty()) {
    return std::nullopt;
  }
  const std::uint32_t similar = find_similar(digest);
  return digests[similar] == digest ? std::optional(similar) : std::nullopt;
}

void DigestTrie::insert(const Digests& digests, std::uint32_t number) {
  assert(number < (std::uint32_t{1} << 31) - 1);
  if (empty()) {
    root_ = Child::digest(number);
    return;
  }
  const Sha256Digest& digest = digests[number];
  const Sha256Digest& similar = digests[find_similar(digest)];
  assert(similar != digest);
  const std::uint8_t position = first_difference(similar, digest);

  Child* child = &root_;
  while (child->is_branch() && branches_[child->branch_index()].digit_position < position) {
    Branch& branch = branches_[child->branch_index()];
    child = &branch.children[digit_at(digest, branch.digit_position)];
  }
  if (child->is_branch() && branches_[child->branch_index()].digit_position == position) {
    branches_[child->branch_index()].children[digit_at(digest, position)] = Child::digest(number);
    return;
  }
  Branch branch;
  branch.digit_position = position;
  branch.children[digit_at(similar, position)] = *child;
  branch.children[digit_at(digest, position)] = Child::digest(number);
  *child = Child::branch(branches_.size());  // before the vector moves what `child` points into
  branches_.push_back(branch);
}

}  // namespace pith::containers
