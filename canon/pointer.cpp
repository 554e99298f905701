#include "canon/pointer.h"

#include <cassert>
#include <charconv>
#include <cstdint>

namespace pith::canon {
namespace {

std::string unescape_part(std::string_view part) {
  std::string key;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] == '~') {
      ++i;
      key += part[i] == '0' ? '~' : '/';
    } else {
      key += part[i];
    }
  }
  return key;
}

/// RFC 6901: digits without a leading zero.
std::optional<std::uint32_t> parse_array_index(std::string_view part) {
  if (part.empty() || (part.front() == '0' && part.size() > 1)) {
    return std::nullopt;
  }
  std::uint32_t index = 0;
  const std::from_chars_result result = std::from_chars(part.data(), part.data() + part.size(), index);
  if (result.ec != std::errc() || result.ptr != part.data() + part.size()) {
    return std::nullopt;
  }
  return index;
}

std::optional<Value> find_element(Value array, std::string_view part) {
  const std::optional<std::uint32_t> index = parse_array_index(part);
  if (!index || *index >= array.size()) {
    return std::nullopt;
  }
  Value element = array.first();
  for (std::uint32_t i = 0; i < *index; ++i) {
    element = element.next();
  }
  return element;
}

}  // namespace

bool is_pointer(std::string_view text) noexcept {
  if (!text.empty() && text.front() != '/') {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))) {
      return false;
    }
  }
  return true;
}

std::optional<Value> resolve_pointer(Value root, std::string_view pointer) {
  assert(is_pointer(pointer));
  std::optional<Value> value = root;
  while (value && !pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view part = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(part.size());
    value = value->is_array() ? find_element(*value, part) : value->find(unescape_part(part));
  }
  return value;
}

std::string pointer_part(std::string_view key) {
  std::string part = "/";
  for (const char character : key) {
    if (character == '~') {
      part += "~0";
    } else if (character == '/') {
      part += "~1";
    } else {
      part += character;
    }
  }
  return part;
}

}  // namespace pith::canon
