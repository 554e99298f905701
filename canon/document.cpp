#include "canon/document.h"

#include "canon/text.h"

namespace pith::canon {
namespace {

/// Up to this many members, comparing the length of every key is quicker than comparing the text of a few keys.
constexpr std::uint32_t linear_search_members_max = 16;

}  // namespace

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
  // The first key is the next node. If it is written as in canonical form, `{"` is before it.
  const std::string_view text = document_->text;
  const auto key_offset_bytes = static_cast<std::size_t>(document_->nodes[index_ + 1].text - text.data());
  return text.substr(key_offset_bytes - 2, bytes.size()) == bytes;
}

}  // namespace pith::canon
