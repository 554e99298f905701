#include "containers/byte_arena.h"

#include <algorithm>
#include <utility>

#include "containers/unset_array.h"

namespace pith::engine {

char* SharedBytes::append(std::size_t size_bytes) {
  if (size_bytes > free_size_bytes_) {
    const std::size_t chunk_size_bytes = std::max(size_bytes, next_chunk_size_bytes_);
    chunks_.push_back(canon::make_unset_array<char>(chunk_size_bytes));
    free_begin_ = chunks_.back().get();
    free_size_bytes_ = chunk_size_bytes;
    next_chunk_size_bytes_ = std::min(2 * next_chunk_size_bytes_, chunk_size_bytes_max);
  }
  free_size_bytes_ -= size_bytes;
  return std::exchange(free_begin_, free_begin_ + size_bytes);
}

std::string_view SharedBytes::append(std::string_view bytes) {
  char* const begin = append(bytes.size());
  std::copy(bytes.begin(), bytes.end(), begin);
  return {begin, bytes.size()};
}

}  // namespace pith::engine
