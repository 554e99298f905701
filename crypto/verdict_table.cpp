#include "crypto/verdict_table.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <new>

#include "containers/unset_array.h"
#include "pith/verdict_cache.h"

namespace pith {
namespace crypto {
namespace {

/// Holds a bucket for one thread, if no other has it.
class Hold {
 public:
  explicit Hold(std::atomic<bool>& is_in_use)
      : is_in_use_(is_in_use), is_held_(!is_in_use.exchange(true, std::memory_order_acquire)) {}
  ~Hold() {
    if (is_held_) {
      is_in_use_.store(false, std::memory_order_release);
    }
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  explicit operator bool() const { return is_held_; }

 private:
  std::atomic<bool>& is_in_use_;
  bool is_held_;
};

}  // namespace

std::size_t VerdictTable::bucket_count_of(std::size_t entries_max) {
  assert(entries_max > 0);
  // Whoever asks for more than can be addressed gets the answer that a machine with too little gives.
  if (entries_max > static_cast<std::size_t>(PTRDIFF_MAX) / sizeof(Entry) - Bucket::ways) {
    throw std::bad_alloc();
  }
  return entries_max / Bucket::ways + (entries_max % Bucket::ways != 0 ? 1 : 0);
}

VerdictTable::VerdictTable(std::size_t entries_max)
    : buckets_(bucket_count_of(entries_max)),
      entries_(canon::make_unset_array<Entry>(buckets_.size() * Bucket::ways)) {}

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
  const Hold hold(bucket.is_in_use);
  if (!hold) {
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
  const Hold hold(bucket.is_in_use);
  if (!hold) {
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
