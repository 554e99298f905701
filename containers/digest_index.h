#ifndef PITH_CONTAINERS_DIGEST_INDEX_H
#define PITH_CONTAINERS_DIGEST_INDEX_H

// Numbers digests in the order in which they arrive, and finds them again.
//
// An attacker can choose digests by grinding. A hash table withstands that with a secret, but a secret needs
// randomness, and the engine has none. So this is a hash table without a secret, backed by a trie that needs none. A
// digest's first bits choose a bucket of the table: 16 slots, one cache line. A digest whose bucket is full goes into
// the trie. Ordinary digests almost never do. A ground one costs one bucket and at most 64 branches.
//
// A slot holds a number. The bits that numbers do not need at this size of the table hold a tag: further bits of the
// digest. So a slot of another digest is nearly always passed without reading that digest.
//
// Example: 2^6 slots are 4 buckets. 00.., 01.. and 3f.. go into the first bucket, and try its slots from 0, 0 and 15
// on. When 16 digests are in it, the next one goes into the trie, until the table doubles. Cost: amortised constant
// time for ordinary digests, at most 64 steps for others; about 40 bytes for each digest. Its test is
// tests/digest_index_test.cpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "containers/chunked_vector.h"
#include "containers/digest_trie.h"
#include "containers/memory.h"
#include "pith/crypto.h"

namespace pith::containers {

/// The first eight bytes of a digest as a number. Numbers compare as the digests do, quickly, and seldom tie.
inline std::uint64_t digest_prefix(const Sha256Digest& digest) noexcept {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) {  // compilers make one load of this
    prefix = (prefix << 8) | digest.bytes[i];
  }
  return prefix;
}

class DigestIndex {
 public:
  /// The number of a digest; a new digest gets size() as its number. Throws SystemFailure if it is full, with 2^31 - 2
  /// digests.
  std::uint32_t insert(const Sha256Digest& digest);

  /// The number of a digest, if it was inserted.
  std::optional<std::uint32_t> find(const Sha256Digest& digest) const;

  /// Fetches what a look-up of that digest will read first, for a caller who knows what comes next.
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
  struct Slot {
    std::size_t bucket;
    std::size_t first_slot;
    std::uint32_t tag;
  };

  struct Table {
    std::vector<Bucket> buckets;
    unsigned slot_bits = 0;  // there are 2^slot_bits slots
    DigestTrie overflow;     // digests whose bucket was full

    std::uint32_t number_mask() const { return static_cast<std::uint32_t>((std::uint64_t{1} << slot_bits) - 1); }
    Slot slot_for(const Sha256Digest& digest) const;
    PITH_PREFETCHING void prefetch(const Sha256Digest& digest) const {
      containers::prefetch(&buckets[static_cast<std::size_t>(digest_prefix(digest) >> (64 - slot_bits)) / bucket_size]);
    }

    /// The slot of its bucket that holds a digest, or that a new digest would take; bucket_size if the bucket is full.
    std::size_t find_slot(const Digests& digests, const Slot& slot, const Sha256Digest& digest) const;

    /// Enters the number of a digest that is new.
    void enter(const Digests& digests, std::uint32_t number);
  };

  void grow();

  Digests digests_;
  Table table_;  ///< at least twice as many slots as digests
};

}  // namespace pith::containers

#endif
