#ifndef PITH_ENGINE_DIGEST_INDEX_H
#define PITH_ENGINE_DIGEST_INDEX_H

// Numbers digests in the order in which they come, and finds them again.
//
// Digests are the attacker's choice within what grinding buys: a hash table would need a secret, and a
// secret needs randomness. This is a trie instead, over the 64 hexadecimal digits of a digest, with a branch
// only where two digests differ: a look-up passes at most 64 branches, in practice log16(n) of them, whatever
// the digests are, and n digests need fewer than n branches.
//
// Example: 3a.., 3b.., 70.. make a branch at digit 0 with the children `3` and `7`; `3` is a branch at
// digit 1, `7` the digest itself. Its test is tests/digest_index_test.cpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "pith/crypto.h"

namespace pith::engine {

/// The first eight bytes of a digest as a number of the same order: compares quickly, and seldom ties.
std::uint64_t digest_prefix(const Sha256Digest& digest) noexcept;

class DigestIndex {
 public:
  /// The number of a digest; a new one gets size(). Needs fewer than 2^31 digests.
  std::uint32_t insert(const Sha256Digest& digest);

  /// The number of a digest, if it was inserted.
  std::optional<std::uint32_t> find(const Sha256Digest& digest) const;

  const Sha256Digest& operator[](std::uint32_t number) const { return digests_[number]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(digests_.size()); }

 private:
  /// Nothing, the number of a digest, or the index of a branch.
  class Child {
   public:
    Child() = default;
    static Child digest(std::uint32_t number) { return Child(number * 2 + 1); }
    static Child branch(std::size_t index) { return Child(static_cast<std::uint32_t>(index + 1) * 2); }
    bool is_nothing() const { return code_ == 0; }
    bool is_branch() const { return code_ != 0 && code_ % 2 == 0; }
    std::uint32_t digest_number() const { return code_ / 2; }
    std::uint32_t branch_index() const { return code_ / 2 - 1; }

   private:
    explicit Child(std::uint32_t code) : code_(code) {}
    std::uint32_t code_ = 0;
  };
  struct Branch {
    std::array<Child, 16> children;
    std::uint8_t digit_position = 0;
  };

  std::uint32_t append(const Sha256Digest& digest);

  /// Some digest that has the first digits in common with the one that is looked for, as far as any has.
  std::uint32_t find_similar(const Sha256Digest& digest) const;

  std::vector<Sha256Digest> digests_;
  std::vector<Branch> branches_;
  Child root_;
};

}  // namespace pith::engine

#endif
