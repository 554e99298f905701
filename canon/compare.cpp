// Where do two values differ first?
//
// Idea: walk both values together, in canonical order. Objects are walked by their sorted keys, so the order of members
// in the texts does not matter. The pointer is put together on the way back, once.
//
// Example: {"a":[1,2],"b":3} and {"b":3,"a":[1,4]} differ at "/a/1". {"a":1} and {"b":1} differ at "/a", which only one
// of them has. Counter-example: 1e2 and 100.0 do not differ, because both have the canonical form 100.0. But 100 and
// 100.0 do differ, because an integer and a real are different kinds.
//
// Cost: linear in both values; recursion at most nesting_depth_max deep.
// Tests: tests/canon_test.cpp, fuzz/canon_fuzzer.cpp.

#include "canon/compare.h"

#include <algorithm>

#include "canon/pointer.h"
#include "canon/text.h"

namespace pith::canon {
namespace {

std::optional<std::string> find_in_objects(Value left, Value right) {
  const std::uint32_t common = std::min(left.size(), right.size());
  for (std::uint32_t i = 0; i < common; ++i) {
    const std::string_view left_key = left.sorted_key(i);
    const std::string_view right_key = right.sorted_key(i);
    if (const std::strong_ordering order = compare_text(left_key, right_key); order != 0) {
      return pointer_token(order < 0 ? left_key : right_key);
    }
    if (const std::optional<std::string> below = find_first_difference(left.sorted_value(i), right.sorted_value(i))) {
      return pointer_token(left_key) + *below;
    }
  }
  if (left.size() == right.size()) {
    return std::nullopt;
  }
  return pointer_token(left.size() > common ? left.sorted_key(common) : right.sorted_key(common));
}

std::optional<std::string> find_in_arrays(Value left, Value right) {
  Value left_element = left.first();
  Value right_element = right.first();
  const std::uint32_t common = std::min(left.size(), right.size());
  for (std::uint32_t i = 0; i < common; ++i) {
    if (const std::optional<std::string> below = find_first_difference(left_element, right_element)) {
      return "/" + std::to_string(i) + *below;
    }
    left_element = left_element.next();
    right_element = right_element.next();
  }
  return left.size() == right.size() ? std::nullopt : std::optional("/" + std::to_string(common));
}

}  // namespace

std::optional<std::string> find_first_difference(Value left, Value right) {
  if (left.kind() != right.kind()) {
    return "";
  }
  switch (left.kind()) {
    case Kind::null:
    case Kind::boolean_false:
    case Kind::boolean_true:
      return std::nullopt;
    case Kind::integer:
    case Kind::real:
    case Kind::string:
      return left.text() == right.text() ? std::nullopt : std::optional<std::string>("");
    case Kind::array:
      return find_in_arrays(left, right);
    case Kind::object:
      return find_in_objects(left, right);
  }
  return std::nullopt;  // unreachable for a valid kind
}

}  // namespace pith::canon
