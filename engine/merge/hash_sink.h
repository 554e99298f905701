#ifndef PITH_ENGINE_MERGE_HASH_SINK_H
#define PITH_ENGINE_MERGE_HASH_SINK_H

#include <cstddef>
#include <string_view>

#include "crypto/sha256.h"
#include "pith/crypto.h"

namespace pith::engine {

/// Hashes what a canon::JsonWriter writes, without keeping it.
struct HashSink {
  explicit HashSink(const Crypto& crypto) : stream(crypto) {}

  void put(std::string_view bytes) {
    stream.update(bytes);
    size_bytes += bytes.size();
  }

  crypto::Sha256Stream stream;
  std::size_t size_bytes = 0;
};

}  // namespace pith::engine

#endif
