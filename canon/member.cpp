// Finds a member in canonical text by skipping over the others.
//
// Canonical text has no white space and no faults, so to skip a value it is enough to count brackets and to step over
// strings. Example: in {"a":[1,"]"],"b":2} the member "b" is `2`; the bracket in the string does not count.
// Counter-example: in {"a":{"b":1}} there is no member "b".
//
// Cost: linear in the object, no memory. Tests: tests/member_test.cpp, fuzz/canon_fuzzer.cpp.

#include "canon/member.h"

#include <cassert>
#include <cstddef>

namespace pith::canon {
namespace {

/// The offset after the string that begins at `begin`.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
  std::size_t i = begin + 1;
  while (text[i] != '"') {
    i += text[i] == '\\' ? 2U : 1U;
  }
  return i + 1;
}

/// The offset after the value that begins at `begin`. Needs a comma or a closing bracket after it.
std::size_t end_of_value(std::string_view text, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t i = begin;; ++i) {
    switch (text[i]) {
      case '"':
        i = end_of_string(text, i) - 1;
        break;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        if (depth == 0) {
          return i;
        }
        --depth;
        break;
      case ',':
        if (depth == 0) {
          return i;
        }
        break;
      default:
        break;
    }
  }
}

}  // namespace

std::optional<std::string_view> find_canonical_member(std::string_view object, std::string_view name) {
  assert(object.starts_with('{') && object.ends_with('}'));
  std::size_t i = 1;
  while (object[i] == '"') {
    const std::size_t key_end = end_of_string(object, i);
    const std::string_view key = object.substr(i + 1, key_end - i - 2);
    const std::size_t value_end = end_of_value(object, key_end + 1);
    if (key == name) {
      return object.substr(key_end + 1, value_end - key_end - 1);
    }
    i = object[value_end] == ',' ? value_end + 1 : value_end;
  }
  return std::nullopt;
}

}  // namespace pith::canon
