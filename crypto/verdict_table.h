#ifndef PITH_CRYPTO_VERDICT_TABLE_H
#define PITH_CRYPTO_VERDICT_TABLE_H

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
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
  struct Entry {
    PublicKeyBytes key;
    Sha256Digest message;
    Signature signature;

    bool is(const PublicKeyBytes& other_key, const Sha256Digest& other_message, const Signature& other) const {
      return signature.bytes == other.bytes && message == other_message && key == other_key;
    }
  };
  enum class Verdict : std::uint8_t { none, fails, holds };
  struct Bucket {
    static constexpr std::size_t ways = 4;
    std::array<Entry, ways> entries;
    std::array<Verdict, ways> verdicts{};
    std::uint8_t next = 0;  ///< the entry to be replaced
    std::atomic<bool> is_in_use{false};
  };

  Bucket& bucket_of(const Sha256Digest& message, const Signature& signature);

  std::vector<Bucket> buckets_;
};

}  // namespace pith::crypto

#endif
