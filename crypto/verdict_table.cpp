// A hash table of fixed size that forgets: buckets of four verdicts, and in each the oldest one is replaced.
//
// The bucket follows from the first bytes of message and signature. A signer can choose these, and so push verdicts out
// of a bucket; then those signatures are verified again. The signer gains nothing else, because an entry is found only
// by all of key, message and signature.
//
// Example: the fifth verdict in a bucket replaces the first.
// Counter-example: a verdict that is found by message and signature alone would let a signature hold under a key that
// did not make it.
//
// No thread waits. If another thread is using a bucket, find says "not remembered" and keep does nothing: the signature
// is verified, which is what would have happened without a cache.
//
// Cost: constant time; 128 bytes and a part of a bucket for each entry, allocated at once.
// Tests: tests/ed25519_test.cpp, fuzz/ed25519_fuzzer.cpp.

#include "crypto/verdict_table.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <new>

#include "containers/memory.h"
#include "containers/throw_failure.h"
#include "pith/verdict_cache.h"

namespace pith {
namespace crypto {
namespace {

/// Takes a bucket for this thread, unless another thread has it. Gives it back at the end.
class TryLock {
 public:
  explicit TryLock(std::atomic<bool>& is_in_use)
      : is_in_use_(is_in_use), is_held_(!is_in_use.exchange(true, std::memory_order_acquire)) {}
  ~TryLock() {
    if (is_held_) {
      is_in_use_.store(false, std::memory_order_release);
    }
  }
  TryLock(const TryLock&) = delete;
  TryLock& operator=(const TryLock&) = delete;
  explicit operator bool() const { return is_held_; }

 private:
  std::atomic<bool>& is_in_use_;
  bool is_held_;
};

}  // namespace

std::size_t VerdictTable::bucket_count_of(std::size_t entries_max) {
  assert(entries_max > 0);
  // A size that cannot be addressed fails like a size for which there is no memory.
  if (entries_max > static_cast<std::size_t>(PTRDIFF_MAX) / sizeof(Entry) - Bucket::ways) {
    containers::throw_failure(std::bad_alloc());
  }
  return entries_max / Bucket::ways + (entries_max % Bucket::ways != 0 ? 1 : 0);
}

VerdictTable::VerdictTable(std::size_t entries_max)
    : buckets_(bucket_count_of(entries_max)),
      entries_(containers::make_unset_array<Entry>(buckets_.size() * Bucket::ways)) {}

VerdictTable::Entry VerdictTable::entry_of(const PublicKeyBytes& key, const Sha256Digest& message,
                                           const Signature& signature) {
  Entry entry;
  auto end = std::copy(key.bytes.begin(), key.bytes.end(), entry.bytes.begin());
  end = std::copy(message.bytes.begin(), message.bytes.end(), end);
  std::copy(signature.bytes.begin(), signature.bytes.end(), end);
  return entry;
}

std::size_t VerdictTable::bucket_of(const Sha256Digest& message, const Signature& signature) const {
  std::uint64_t from_message = 0;
  std::uint64_t from_signature = 0;
  std::memcpy(&from_message, message.bytes.data(), sizeof(from_message));
  std::memcpy(&from_signature, signature.bytes.data(), sizeof(from_signature));
  return (from_message ^ from_signature) % buckets_.size();
}

std::optional<bool> VerdictTable::find(const PublicKeyBytes& key, const Sha256Digest& message,
                                       const Signature& signature) {
  const std::size_t index = bucket_of(message, signature);
  Bucket& bucket = buckets_[index];
  const TryLock lock(bucket.is_in_use);
  if (!lock) {
    return std::nullopt;
  }
  const Entry wanted = entry_of(key, message, signature);
  for (std::size_t i = 0; i < Bucket::ways; ++i) {
    if (bucket.verdicts[i] != Verdict::none && entries_[index * Bucket::ways + i].bytes == wanted.bytes) {
      return bucket.verdicts[i] == Verdict::holds;
    }
  }
  return std::nullopt;
}

void VerdictTable::keep(const PublicKeyBytes& key, const Sha256Digest& message, const Signature& signature,
                        bool holds) {
  const std::size_t index = bucket_of(message, signature);
  Bucket& bucket = buckets_[index];
  const TryLock lock(bucket.is_in_use);
  if (!lock) {
    return;
  }
  entries_[index * Bucket::ways + bucket.next] = entry_of(key, message, signature);
  bucket.verdicts[bucket.next] = holds ? Verdict::holds : Verdict::fails;
  bucket.next = static_cast<std::uint8_t>((bucket.next + 1) % Bucket::ways);
}

}  // namespace crypto

VerdictCache::VerdictCache(std::size_t entries_max) : table_(std::make_unique<crypto::VerdictTable>(entries_max)) {}
VerdictCache::~VerdictCache() = default;

}  // namespace pith
