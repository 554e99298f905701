// JSON pointers (RFC 6901): a reference token after each slash, in which `~1` is a slash and `~0` is a tilde.
//
// Example: in {"a/b":[7,8]} the pointer "/a~1b/1" names 8, and "" names the whole. Counter-examples: "/a~1b/01" and
// "/a~1b/-" name nothing, because an index has no leading zero and nothing is at the end of an array. "a" and "/~2" are
// not pointers.
//
// Cost: each token is a lookup in an object, or a walk over as many elements as the index says.
// Tests: tests/pointer_test.cpp, fuzz/canon_fuzzer.cpp.

#include "canon/pointer.h"

#include <cassert>
#include <charconv>
#include <cstdint>

namespace pith::canon {
namespace {

std::string unescape(std::string_view token) {
  std::string key;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~') {
      ++i;
      key += token[i] == '0' ? '~' : '/';
    } else {
      key += token[i];
    }
  }
  return key;
}

/// RFC 6901: an array index is digits without a leading zero.
std::optional<std::uint32_t> parse_array_index(std::string_view token) {
  if (token.empty() || (token.front() == '0' && token.size() > 1)) {
    return std::nullopt;
  }
  std::uint32_t index = 0;
  const std::from_chars_result result = std::from_chars(token.data(), token.data() + token.size(), index);
  if (result.ec != std::errc() || result.ptr != token.data() + token.size()) {
    return std::nullopt;
  }
  return index;
}

std::optional<Value> find_element(Value array, std::string_view token) {
  const std::optional<std::uint32_t> index = parse_array_index(token);
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
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    value = value->is_array() ? find_element(*value, token) : value->find(unescape(token));
  }
  return value;
}

std::string pointer_token(std::string_view key) {
  std::string token = "/";
  for (const char character : key) {
    if (character == '~') {
      token += "~0";
    } else if (character == '/') {
      token += "~1";
    } else {
      token += character;
    }
  }
  return token;
}

}  // namespace pith::canon
