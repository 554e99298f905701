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

/// The verdicts of a VerdictCache, in buckets that are chosen by bytes which whoever signs can choose: he can push
/// out what is remembered, and gains nothing else. No thread waits: a bucket that another one uses is passed by.
class VerdictTable {
 public:
  explicit VerdictTable(std::size_t entries_max);

  std::optional<bool> find(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature);
  void keep(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature, bool holds);

 private:
  /// A key, a message and a signature, one after the other. Left as it comes until it is used: nobody pays for room
  /// that is not used.
  struct Entry {
    std::array<std::uint8_t, 32 + 32 + 64> bytes;
  };
  enum class Verdict : std::uint8_t { none, fails, holds };
  struct Bucket {
    static constexpr std::size_t ways = 4;
    std::array<Verdict, ways> verdicts{};  ///< of its entries
    std::uint8_t next = 0;                 ///< the entry to be replaced
    std::atomic<bool> is_in_use{false};
  };

  static std::size_t bucket_count_of(std::size_t entries_max);
  static Entry entry_of(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature);

  /// The index of the bucket in which a signature is remembered.
  std::size_t bucket_of(const Sha256Digest& message, const Signature& signature) const;

  std::vector<Bucket> buckets_;
  std::unique_ptr<Entry[]> entries_;  // of each bucket, `ways` of them
};

}  // namespace pith::crypto

#endif
