#include "containers/digest_index.h"

#include <cassert>
#include <cstring>
#include <utility>

#include "pith/result.h"

namespace pith::engine {
namespace {

/// In four words; the comparison of arrays is a call.
bool is_same(const Sha256Digest& left, const Sha256Digest& right) {
  std::array<std::uint64_t, 4> a;
  std::array<std::uint64_t, 4> b;
  std::memcpy(a.data(), left.bytes.data(), sizeof a);
  std::memcpy(b.data(), right.bytes.data(), sizeof b);
  return ((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3])) == 0;
}

}  // namespace

inline DigestIndex::Place DigestIndex::Table::place_of(const Sha256Digest& digest) const {
  const std::uint64_t prefix = digest_prefix(digest);
  const auto slot = static_cast<std::size_t>(prefix >> (64 - slot_bits));
  const auto further_bits = static_cast<std::uint32_t>((prefix << slot_bits) >> 32);
  return {slot / bucket_size, slot % bucket_size, further_bits & ~number_mask()};
}

inline std::size_t DigestIndex::Table::slot_of(const Digests& digests, const Place& place,
                                               const Sha256Digest& digest) const {
  const Bucket& bucket = buckets[place.bucket];
  const std::uint32_t mask = number_mask();
  for (std::size_t i = 0; i < bucket_size; ++i) {
    const std::size_t slot = (place.first_slot + i) % bucket_size;
    const std::uint32_t code = bucket.slots[slot];
    if (code == 0 || ((code & ~mask) == place.tag && is_same(digests[(code & mask) - 1], digest))) {
      return slot;
    }
  }
  return bucket_size;
}

void DigestIndex::Table::enter(const Digests& digests, std::uint32_t number) {
  const Place place = place_of(digests[number]);
  const std::size_t slot = slot_of(digests, place, digests[number]);
  if (slot == bucket_size) {
    overflow.insert(digests, number);
  } else {
    buckets[place.bucket].slots[slot] = place.tag | (number + 1);
  }
}

std::uint32_t DigestIndex::insert(const Sha256Digest& digest) {
  if (2 * digests_.size() >= bucket_size * table_.buckets.size()) {
    grow();
  }
  const Place place = table_.place_of(digest);
  const std::size_t slot = table_.slot_of(digests_, place, digest);
  const std::uint32_t number = size();
  if (number >= digests_max) {
    throw SystemFailure("more than 2^31 - 2 digests in one set");
  }
  if (slot < bucket_size) {
    std::uint32_t& code = table_.buckets[place.bucket].slots[slot];
    if (code != 0) {
      return (code & table_.number_mask()) - 1;
    }
    digests_.push_back(digest);
    code = place.tag | (number + 1);
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
  const Place place = table_.place_of(digest);
  const std::size_t slot = table_.slot_of(digests_, place, digest);
  if (slot == bucket_size) {
    return table_.overflow.find(digests_, digest);
  }
  const std::uint32_t code = table_.buckets[place.bucket].slots[slot];
  return code == 0 ? std::nullopt : std::optional((code & table_.number_mask()) - 1);
}

/// Enters every digest again, into a table of twice the size.
void DigestIndex::grow() {
  constexpr std::uint32_t look_ahead = 16;
  Table grown;  // takes the place of the other when it is complete, should memory run out
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

}  // namespace pith::engine
