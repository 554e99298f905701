#ifndef PITH_CONTAINERS_BYTE_ARENA_H
#define PITH_CONTAINERS_BYTE_ARENA_H

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace pith::containers {

/// Owns bytes that never change and never move. They live as long as the arena or any copy of it: a copy shares what
/// was stored before it was made, and what is stored later in either is its own.
class ByteArena {
 public:
  ByteArena() = default;
  ByteArena(const ByteArena& other) : chunks_(other.chunks_) {}
  ByteArena(ByteArena&& other) noexcept;
  ByteArena& operator=(ByteArena other) noexcept;
  ~ByteArena() = default;

  /// Reserves `size_bytes` bytes, which the caller fills at once.
  char* allocate(std::size_t size_bytes);

  /// Stores a copy of `bytes`; the result is a view of it.
  std::string_view store(std::string_view bytes);

 private:
  // Chunks double in size, so that the arena of one event is small and that of a million has few chunks.
  static constexpr std::size_t first_chunk_size_bytes = std::size_t{1} << 10;
  static constexpr std::size_t chunk_size_bytes_max = std::size_t{1} << 18;

  std::vector<std::shared_ptr<char[]>> chunks_;
  char* free_begin_ = nullptr;
  std::size_t free_size_bytes_ = 0;
  std::size_t next_chunk_size_bytes_ = first_chunk_size_bytes;
};

}  // namespace pith::containers

#endif
