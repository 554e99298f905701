#ifndef PITH_CONTAINERS_DIGEST_TRIE_H
#define PITH_CONTAINERS_DIGEST_TRIE_H

// Finds digests whatever they are: a trie over their 64 hexadecimal digits, with a branch only where two of them
// differ. A look-up passes at most 64 branches, in practice log16(n) of them, and n digests need fewer than n
// branches.
//
// Example: 3a.., 3b.., 70.. make a branch at digit 0 with the children `3` and `7`; `3` is a branch at
// digit 1, `7` the digest itself. Its test is tests/digest_index_test.cpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "containers/chunked_vector.h"
#include "pith/crypto.h"

namespace pith::engine {

/// Holds numbers of digests; the digests themselves are the caller's.
class DigestTrie {
 public:
  using Digests = ChunkedVector<Sha256Digest>;

  /// The number under which that digest was inserted, if it was.
  std::optional<std::uint32_t> find(const Digests& digests, const Sha256Digest& digest) const;

  /// Needs a digest that was not inserted yet, and a number below 2^31 - 1.
  void insert(const Digests& digests, std::uint32_t number);

  bool empty() const { return root_.is_nothing(); }

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

  /// Some digest that has the first digits in common with the one that is looked for, as far as any has. Needs
  /// one in the trie.
  std::uint32_t find_similar(const Sha256Digest& digest) const;

  std::vector<Branch> branches_;
  Child root_;
};

}  // namespace pith::engine

#endif
