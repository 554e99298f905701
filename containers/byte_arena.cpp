#include "containers/byte_arena.h"

#include <algorithm>
#include <utility>

#include "containers/memory.h"

namespace pith::containers {

ByteArena::ByteArena(ByteArena&& other) noexcept
    : chunks_(std::move(other.chunks_)),
      free_begin_(std::exchange(other.free_begin_, nullptr)),
      free_size_bytes_(std::exchange(other.free_size_bytes_, 0)),
      next_chunk_size_bytes_(std::exchange(other.next_chunk_size_bytes_, first_chunk_size_bytes)) {}

ByteArena& ByteArena::operator=(ByteArena other) noexcept {
  std::swap(chunks_, other.chunks_);
  std::swap(free_begin_, other.free_begin_);
  std::swap(free_size_bytes_, other.free_size_bytes_);
  std::swap(next_chunk_size_bytes_, other.next_chunk_size_bytes_);
  return *this;
}

char* ByteArena::allocate(std::size_t size_bytes) {
  if (size_bytes > free_size_bytes_) {
    const std::size_t chunk_size_bytes = std::max(size_bytes, next_chunk_size_bytes_);
    chunks_.push_back(make_unset_array<char>(chunk_size_bytes));
    free_begin_ = chunks_.back().get();
    free_size_bytes_ = chunk_size_bytes;
    next_chunk_size_bytes_ = std::min(2 * next_chunk_size_bytes_, chunk_size_bytes_max);
  }
  free_size_bytes_ -= size_bytes;
  return std::exchange(free_begin_, free_begin_ + size_bytes);
}

std::string_view ByteArena::store(std::string_view bytes) {
  char* const begin = allocate(bytes.size());
  std::copy(bytes.begin(), bytes.end(), begin);
  return {begin, bytes.size()};
}

}  // namespace pith::containers
