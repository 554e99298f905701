#ifndef PITH_CONTAINERS_DIGEST_TRIE_H
#define PITH_CONTAINERS_DIGEST_TRIE_H

// Finds digests, whoever chose them: a trie over their 64 hexadecimal digits, with a branch only at a digit at which
// two of them differ. A look-up passes at most 64 branches, and usually log16(n) of them. n digests need fewer than n
// branches.
//
// Example: 3a.., 3b.. and 70.. make a branch at digit 0 with the children `3` and `7`. Child `3` is a branch at digit
// 1, child `7` is the digest itself. Its test is tests/digest_index_test.cpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "containers/chunked_vector.h"
#include "pith/crypto.h"

namespace pith::containers {

/// Holds numbers of digests. The caller owns the digests themselves.
class DigestTrie {
 public:
  using Digests = ChunkedVector<Sha256Digest>;

  /// The number with which that digest was inserted, if it was.
  std::optional<std::uint32_t> find(const Digests& digests, const Sha256Digest& digest) const;

  /// Inserts digests[number]. Needs a digest that was not inserted yet, and a number below 2^31 - 1.
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

  /// A digest that shares as many first digits with the given one as any digest in the trie does. Needs a trie that
  /// is not empty.
  std::uint32_t find_similar(const Sha256Digest& digest) const;

  std::vector<Branch> branches_;
  Child root_;
};

}  // namespace pith::containers

#endif
