#ifndef PITH_CRYPTO_VERDICT_TABLE_H
#define PITH_CRYPTO_VERDICT_TABLE_H

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "crypto/ed25519.h"
#include "pith/crypto.h"

namespace pith::crypto {

/// The table in a VerdictCache. Of fixed size; safe to use from many threads, none of which waits for another. A
/// verdict is found by all 128 bytes of key, message and signature, so a cache never changes a verdict.
class VerdictTable {
 public:
  /// Allocates room for entries_max verdicts, rounded up to whole buckets. Needs entries_max > 0. Throws std::bad_alloc
  /// if there is no such room.
  explicit VerdictTable(std::size_t entries_max);

  /// SPEC 3.8: the verdict on a signature, if it is remembered. std::nullopt if it is not, or if another thread is
  /// using its bucket. Takes constant time.
  std::optional<bool> find(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature);

  /// Remembers a verdict in place of the oldest one in its bucket. Does nothing if another thread is using the bucket.
  /// Takes constant time.
  void keep(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature, bool holds);

 private:
  /// A key, a message and a signature, one after the other. Not initialised before it is used, so that memory that is
  /// never used is never touched.
  struct Entry {
    std::array<std::uint8_t, 32 + 32 + 64> bytes;
  };
  enum class Verdict : std::uint8_t { none, fails, holds };
  struct Bucket {
    static constexpr std::size_t ways = 4;
    std::array<Verdict, ways> verdicts{};  ///< one for each of its entries
    std::uint8_t next = 0;                 ///< the entry to replace next, which is the oldest one
    std::atomic<bool> is_in_use{false};
  };

  static std::size_t bucket_count_of(std::size_t entries_max);
  static Entry entry_of(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature);

  /// The index of the bucket in which a signature is remembered.
  std::size_t bucket_of(const Sha256Digest& message, const Signature& signature) const;

  std::vector<Bucket> buckets_;
  std::unique_ptr<Entry[]> entries_;  // `ways` of them for each bucket
};

}  // namespace pith::crypto

#endif
