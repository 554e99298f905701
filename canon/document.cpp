#include "canon/document.h"

#include <algorithm>

#include "canon/text.h"

namespace pith::canon {

std::string_view TextArena::store(std::string_view text) {
  if (text.size() > free_size_bytes_) {
    const std::size_t size_bytes = std::max(text.size(), chunk_size_bytes);
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(size_bytes));
    free_begin_ = chunks_.back().get();
    free_size_bytes_ = size_bytes;
  }
  char* const begin = free_begin_;
  std::copy(text.begin(), text.end(), begin);
  free_begin_ += text.size();
  free_size_bytes_ -= text.size();
  return {begin, text.size()};
}

std::string_view Value::sorted_key(std::uint32_t i) const {
  assert(is_object() && i < node().size);
  const Node& key = document_->nodes[document_->sorted_keys[node().span.sorted_keys + i]];
  return {key.text, key.size};
}

Value Value::sorted_value(std::uint32_t i) const {
  assert(is_object() && i < node().size);
  return {*document_, document_->sorted_keys[node().span.sorted_keys + i] + 1};
}

std::optional<Value> Value::find(std::string_view key) const {
  if (!is_object()) {
    return std::nullopt;
  }
  std::uint32_t begin = 0;
  std::uint32_t end = node().size;
  while (begin < end) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    const std::strong_ordering order = compare_text(sorted_key(middle), key);
    if (order == 0) {
      return sorted_value(middle);
    }
    if (order < 0) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return std::nullopt;
}

std::optional<std::string_view> Value::find_string(std::string_view key) const {
  const std::optional<Value> value = find(key);
  if (!value || !value->is_string()) {
    return std::nullopt;
  }
  return value->text();
}

}  // namespace pith::canon
