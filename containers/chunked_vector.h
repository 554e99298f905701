#ifndef PITH_CONTAINERS_CHUNKED_VECTOR_H
#define PITH_CONTAINERS_CHUNKED_VECTOR_H

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pith::containers {

/// A vector that grows by chunks: a large one does not leave half of its memory empty, and copies nothing when it
/// grows.
template <class T>
class ChunkedVector {
 public:
  std::size_t size() const { return chunks_.empty() ? 0 : (chunks_.size() - 1) * chunk_size + chunks_.back().size(); }
  bool empty() const { return chunks_.empty(); }

  T& operator[](std::size_t index) { return chunks_[index / chunk_size][index % chunk_size]; }
  const T& operator[](std::size_t index) const { return chunks_[index / chunk_size][index % chunk_size]; }

  void push_back(const T& item) { chunk_with_room(1).push_back(item); }

  /// Appends items that stay side by side, at most chunk_size of them; returns the index of the first. May leave a gap
  /// before them, and size() then counts the gap too.
  template <class Items>
  std::size_t append_together(const Items& items) {
    std::vector<T>& chunk = chunk_with_room(items.size());
    const std::size_t index = (chunks_.size() - 1) * chunk_size + chunk.size();
    chunk.insert(chunk.end(), items.begin(), items.end());
    return index;
  }

  static constexpr std::size_t chunk_size = 1024;

 private:
  static constexpr std::size_t first_size = 16;

  /// The last chunk, with room for `count` more. Only the inside of a chunk grows by doubling, so that a small vector
  /// stays small.
  std::vector<T>& chunk_with_room(std::size_t count) {
    if (chunks_.empty() || chunks_.back().size() + count > chunk_size) {
      const bool is_first = chunks_.empty();
      chunks_.emplace_back();
      chunks_.back().reserve(is_first ? std::max(first_size, count) : chunk_size);
    }
    std::vector<T>& chunk = chunks_.back();
    if (chunk.size() + count > chunk.capacity()) {
      chunk.reserve(std::min(chunk_size, 2 * (chunk.size() + count)));
    }
    return chunk;
  }

  std::vector<std::vector<T>> chunks_;
};

}  // namespace pith::containers

#endif
