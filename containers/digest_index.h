#ifndef PITH_CONTAINERS_DIGEST_INDEX_H
#define PITH_CONTAINERS_DIGEST_INDEX_H

// Numbers digests in the order in which they come, and finds them again.
//
// Digests are the attacker's choice within what grinding buys, and a hash table that withstands that needs a
// secret, which needs randomness. So this is a table without a secret, and behind it a trie that needs none. A
// digest's first bits choose a bucket of the table: 16 slots, one cache line. A digest that finds its bucket full
// goes into the trie. Ordinary digests hardly ever do; ground ones cost a look at one bucket and at most 64
// branches each.
//
// A slot holds a number, and in the bits that numbers do not need at this size of the table a tag, of the digest's
// further bits: a slot of another digest is passed without looking at that digest, nearly always.
//
// Example: with 2^6 slots there are 4 buckets. 00.., 01.., 3f.. go into the first, whose slots they try from
// slot 0, 0 and 15 on. With 16 of these there, the next goes into the trie, until the table doubles.
// Its test is tests/digest_index_test.cpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "containers/chunked_vector.h"
#include "containers/digest_trie.h"
#include "containers/prefetch.h"
#include "pith/crypto.h"

namespace pith::engine {

/// The first eight bytes of a digest as a number of the same order: compares quickly, and seldom ties.
inline std::uint64_t digest_prefix(const Sha256Digest& digest) noexcept {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) {  // compilers make one load of this
    prefix = (prefix << 8) | digest.bytes[i];
  }
  return prefix;
}

class DigestIndex {
 public:
  /// The number of a digest; a new one gets size(). Throws SystemFailure where 2^31 - 2 are there.
  std::uint32_t insert(const Sha256Digest& digest);

  /// The number of a digest, if it was inserted.
  std::optional<std::uint32_t> find(const Sha256Digest& digest) const;

  /// Fetches what a look-up of that digest needs first, for a caller who knows what comes next.
  PITH_PREFETCHING void prefetch(const Sha256Digest& digest) const noexcept {
    if (!table_.buckets.empty()) {
      table_.prefetch(digest);
    }
  }

  const Sha256Digest& operator[](std::uint32_t number) const { return digests_[number]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(digests_.size()); }

 private:
  using Digests = ChunkedVector<Sha256Digest>;
  static constexpr std::size_t bucket_size = 16;
  static constexpr std::uint32_t digests_max = (std::uint32_t{1} << 31) - 2;  // DigestTrie needs the highest bit
  static constexpr unsigned slot_bits_min = 6;

  struct alignas(64) Bucket {
    std::array<std::uint32_t, bucket_size> slots{};  // 0, or a tag above a number + 1
  };

  /// Where a digest belongs: the bucket, the slot that it tries first, and the tag.
  struct Place {
    std::size_t bucket;
    std::size_t first_slot;
    std::uint32_t tag;
  };

  struct Table {
    std::vector<Bucket> buckets;
    unsigned slot_bits = 0;  // there are 2^slot_bits slots
    DigestTrie overflow;     // what found its bucket full

    std::uint32_t number_mask() const { return static_cast<std::uint32_t>((std::uint64_t{1} << slot_bits) - 1); }
    Place place_of(const Sha256Digest& digest) const;
    PITH_PREFETCHING void prefetch(const Sha256Digest& digest) const {
      engine::prefetch(&buckets[(digest_prefix(digest) >> (64 - slot_bits)) / bucket_size]);
    }

    /// The slot of its bucket that a digest is in or, being new, would go into; bucket_size where that is full.
    std::size_t slot_of(const Digests& digests, const Place& place, const Sha256Digest& digest) const;

    /// Enters the number of a digest that is new.
    void enter(const Digests& digests, std::uint32_t number);
  };

  void grow();

  Digests digests_;
  Table table_;  ///< with twice as many slots as digests, at least
};

}  // namespace pith::engine

#endif
