#include "canon/compare.h"

#include <algorithm>

#include "canon/pointer.h"
#include "canon/text.h"

namespace pith::canon {
namespace {

/// Goes down at most nesting_depth_max times; the pointer is put together on the way up, once.
std::optional<std::string> differ(Value left, Value right);

std::optional<std::string> objects_differ(Value left, Value right) {
  const std::uint32_t common = std::min(left.size(), right.size());
  for (std::uint32_t i = 0; i < common; ++i) {
    const std::string_view left_key = left.sorted_key(i);
    const std::string_view right_key = right.sorted_key(i);
    if (const std::strong_ordering order = compare_text(left_key, right_key); order != 0) {
      return pointer_part(order < 0 ? left_key : right_key);
    }
    if (const std::optional<std::string> below = differ(left.sorted_value(i), right.sorted_value(i))) {
      return pointer_part(left_key) + *below;
    }
  }
  if (left.size() == right.size()) {
    return std::nullopt;
  }
  return pointer_part(left.size() > common ? left.sorted_key(common) : right.sorted_key(common));
}

std::optional<std::string> arrays_differ(Value left, Value right) {
  Value left_element = left.first();
  Value right_element = right.first();
  const std::uint32_t common = std::min(left.size(), right.size());
  for (std::uint32_t i = 0; i < common; ++i) {
    if (const std::optional<std::string> below = differ(left_element, right_element)) {
      return "/" + std::to_string(i) + *below;
    }
    left_element = left_element.next();
    right_element = right_element.next();
  }
  return left.size() == right.size() ? std::nullopt : std::optional("/" + std::to_string(common));
}

std::optional<std::string> differ(Value left, Value right) {
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
      return arrays_differ(left, right);
    case Kind::object:
      return objects_differ(left, right);
  }
  return std::nullopt;  // unreachable for a valid kind
}

}  // namespace

std::optional<std::string> find_first_difference(Value left, Value right) {
  return differ(left, right);
}

}  // namespace pith::canon
