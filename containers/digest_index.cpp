#include "containers/digest_index.h"

#include <cassert>
#include <cstring>
#include <utility>

#include "containers/throw_failure.h"
#include "pith/result.h"

namespace pith::containers {
namespace {

/// Compares four words. Comparing the arrays would be a function call.
bool is_same(const Sha256Digest& left, const Sha256Digest& right) {
  std::array<std::uint64_t, 4> a;
  std::array<std::uint64_t, 4> b;
  std::memcpy(a.data(), left.bytes.data(), sizeof a);
  std::memcpy(b.data(), right.bytes.data(), sizeof b);
  return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3])) == 0;
}

}  // namespace

inline DigestIndex::Slot DigestIndex::Table::slot_for(const Sha256Digest& digest) const {
  const std::uint64_t prefix = digest_prefix(digest);
  const auto slot = static_cast<std::size_t>(prefix >> (64 - slot_bits));
  const auto further_bits = static_cast<std::uint32_t>((prefix << slot_bits) >> 32);
  return {slot / bucket_size, slot % bucket_size, further_bits & ~number_mask()};
}

inline std::size_t DigestIndex::Table::find_slot(const Digests& digests, const Slot& slot,
                                                 const Sha256Digest& digest) const {
  const Bucket& bucket = buckets[slot.bucket];
  const std::uint32_t mask = number_mask();
  for (std::size_t i = 0; i < bucket_size; ++i) {
    const std::size_t candidate = (slot.first_slot + i) % bucket_size;
    const std::uint32_t code = bucket.slots[candidate];
    if (code == 0 || ((code & ~mask) == slot.tag && is_same(digests[(code & mask) - 1], digest))) {
      return candidate;
    }
  }
  return bucket_size;
}

void DigestIndex::Table::enter(const Digests& digests, std::uint32_t number) {
  const Slot slot = slot_for(digests[number]);
  const std::size_t found = find_slot(digests, slot, digests[number]);
  if (found == bucket_size) {
    overflow.insert(digests, number);
  } else {
    buckets[slot.bucket].slots[found] = slot.tag | (number + 1);
  }
}

std::uint32_t DigestIndex::insert(const Sha256Digest& digest) {
  if (2 * digests_.size() >= bucket_size * table_.buckets.size()) {
    grow();
  }
  const Slot slot = table_.slot_for(digest);
  const std::size_t found = table_.find_slot(digests_, slot, digest);
  const std::uint32_t number = size();
  if (number >= digests_max) {
    containers::throw_failure(SystemFailure("more than 2^31 - 2 digests in one set"));
  }
  if (found < bucket_size) {
    std::uint32_t& code = table_.buckets[slot.bucket].slots[found];
    if (code != 0) {
      return (code & table_.number_mask()) - 1;
    }
    digests_.push_back(digest);
    code = slot.tag | (number + 1);
    return number;
  }
  if (const std::optional<std::uint32_t> known = table_.overflow.find(digests_, digest)) {
    return *known;
  }
  digests_.push_back(digest);
  table_.overflow.insert(digests_, number);
  return number;
}

std::optional<std::uint32_t> DigestIndex::find(const Sha256Digest& digest) const {
  if (table_.buckets.empty()) {
    return std::nullopt;
  }
  const Slot slot = table_.slot_for(digest);
  const std::size_t found = table_.find_slot(digests_, slot, digest);
  if (found == bucket_size) {
    return table_.overflow.find(digests_, digest);
  }
  const std::uint32_t code = table_.buckets[slot.bucket].slots[found];
  return code == 0 ? std::nullopt : std::optional((code & table_.number_mask()) - 1);
}

/// Enters every digest again, into a table that is twice as large.
void DigestIndex::grow() {
  constexpr std::uint32_t look_ahead = 16;
  Table grown;  // replaces the other one only when it is complete, in case memory runs out
  grown.slot_bits = table_.buckets.empty() ? slot_bits_min : table_.slot_bits + 1;
  grown.buckets.resize((std::size_t{1} << grown.slot_bits) / bucket_size);
  for (std::uint32_t number = 0; number < size(); ++number) {
    if (number + look_ahead < size()) {
      grown.prefetch(digests_[number + look_ahead]);
    }
    grown.enter(digests_, number);
  }
  table_ = std::move(grown);
}

}  // namespace pith::containers
