#ifndef PITH_CONTAINERS_BYTE_ARENA_H
#define PITH_CONTAINERS_BYTE_ARENA_H

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace pith::engine {

/// Owns bytes that never change. A copy shares those so far; what is added later to either is its own.
class SharedBytes {
 public:
  SharedBytes() = default;
  SharedBytes(const SharedBytes& other) : chunks_(other.chunks_) {}
  SharedBytes& operator=(const SharedBytes& other) = delete;
  ~SharedBytes() = default;

  /// Room for so many bytes, to be filled at once; they stay in place while this object or a copy of it lives.
  char* append(std::size_t size_bytes);
  std::string_view append(std::string_view bytes);

 private:
  // Chunks double in size, so that a set of one event is small and one of a million has few.
  static constexpr std::size_t first_chunk_size_bytes = std::size_t{1} << 10;
  static constexpr std::size_t chunk_size_bytes_max = std::size_t{1} << 18;

  std::vector<std::shared_ptr<char[]>> chunks_;
  char* free_begin_ = nullptr;
  std::size_t free_size_bytes_ = 0;
  std::size_t next_chunk_size_bytes_ = first_chunk_size_bytes;
};

}  // namespace pith::engine

#endif
