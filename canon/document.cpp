#include "canon/document.h"

#include <algorithm>

#include "canon/text.h"
#include "containers/unset_array.h"

namespace pith::canon {
namespace {

/// In objects of this size and below, looking at each key's length is quicker than comparing a few keys.
constexpr std::uint32_t linear_search_members_max = 16;

}  // namespace

std::string_view TextArena::store(std::string_view text) {
  if (text.size() > free_size_bytes_) {
    const std::size_t size_bytes = std::max(text.size(), chunk_size_bytes);
    chunks_.push_back(make_unset_array<char>(size_bytes));
    free_begin_ = chunks_.back().get();
    free_size_bytes_ = size_bytes;
  }
  char* const begin = free_begin_;
  std::copy(text.begin(), text.end(), begin);
  free_begin_ += text.size();
  free_size_bytes_ -= text.size();
  return {begin, text.size()};
}

std::optional<Value> Value::find(std::string_view key) const {
  if (!is_object()) {
    return std::nullopt;
  }
  const std::uint32_t count = node().size;
  if (count <= linear_search_members_max) {
    const std::uint32_t* const keys = document_->sorted_keys.data() + node().span.sorted_keys;
    for (std::uint32_t i = 0; i < count; ++i) {
      const Node& candidate = document_->nodes[keys[i]];
      if (candidate.size == key.size() && std::string_view(candidate.text, candidate.size) == key) {
        return Value(*document_, keys[i] + 1);
      }
    }
    return std::nullopt;
  }
  std::uint32_t begin = 0;
  std::uint32_t end = count;
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

bool Value::is_written_as(std::string_view bytes) const {
  if (!is_object() || size() == 0 || !document_->nodes[index_ + 1].is_plain) {
    return false;
  }
  // Where no white space does, `{"` stands before the first key, which is the next node.
  const std::string_view text = document_->text;
  const auto key_offset_bytes = static_cast<std::size_t>(document_->nodes[index_ + 1].text - text.data());
  return text.substr(key_offset_bytes - 2, bytes.size()) == bytes;
}

}  // namespace pith::canon
