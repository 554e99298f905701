#include "engine/digest_index.h"

#include <algorithm>
#include <cassert>

namespace pith::engine {
namespace {

std::uint8_t digit_at(const Sha256Digest& digest, std::size_t position) {
  const std::uint8_t byte = digest.bytes[position / 2];
  return position % 2 == 0 ? byte >> 4 : byte & 15;
}

/// Where two digests that are not equal differ first.
std::uint8_t first_difference(const Sha256Digest& left, const Sha256Digest& right) {
  const auto differ = std::mismatch(left.bytes.begin(), left.bytes.end(), right.bytes.begin());
  const auto byte = static_cast<std::size_t>(differ.first - left.bytes.begin());
  const bool is_high_digit = (*differ.first >> 4) != (*differ.second >> 4);
  return static_cast<std::uint8_t>(2 * byte + (is_high_digit ? 0 : 1));
}

}  // namespace

std::uint64_t digest_prefix(const Sha256Digest& digest) noexcept {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    prefix = (prefix << 8) | digest.bytes[i];
  }
  return prefix;
}

std::uint32_t DigestIndex::append(const Sha256Digest& digest) {
  assert(digests_.size() < (std::uint32_t{1} << 31) - 1);
  digests_.push_back(digest);
  return size() - 1;
}

std::uint32_t DigestIndex::find_similar(const Sha256Digest& digest) const {
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

std::uint32_t DigestIndex::insert(const Sha256Digest& digest) {
  if (digests_.empty()) {
    root_ = Child::digest(append(digest));
    return 0;
  }
  const std::uint32_t similar = find_similar(digest);
  if (digests_[similar] == digest) {
    return similar;
  }
  const std::uint8_t position = first_difference(digests_[similar], digest);
  const std::uint8_t similar_digit = digit_at(digests_[similar], position);
  const std::uint32_t number = append(digest);

  Child* place = &root_;
  while (place->is_branch() && branches_[place->branch_index()].digit_position < position) {
    Branch& branch = branches_[place->branch_index()];
    place = &branch.children[digit_at(digest, branch.digit_position)];
  }
  if (place->is_branch() && branches_[place->branch_index()].digit_position == position) {
    branches_[place->branch_index()].children[digit_at(digest, position)] = Child::digest(number);
    return number;
  }
  Branch branch;
  branch.digit_position = position;
  branch.children[similar_digit] = *place;
  branch.children[digit_at(digest, position)] = Child::digest(number);
  *place = Child::branch(branches_.size());  // before the vector moves what `place` points into
  branches_.push_back(branch);
  return number;
}

std::optional<std::uint32_t> DigestIndex::find(const Sha256Digest& digest) const {
  if (digests_.empty()) {
    return std::nullopt;
  }
  const std::uint32_t similar = find_similar(digest);
  return digests_[similar] == digest ? std::optional(similar) : std::nullopt;
}

}  // namespace pith::engine
