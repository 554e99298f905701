#ifndef PITH_CANON_DOCUMENT_H
#define PITH_CANON_DOCUMENT_H

// A parsed JSON document as flat arrays, in document order. Parsing allocates nothing for a single value, and copies a
// string only if it has an escape.
//
// Example: {"b":[1,2],"a":"x"} has the nodes 0 {, 1 "b", 2 [, 3 1, 4 2, 5 "a", 6 "x". Its sorted_keys are 5, 1. The
// span of the object ends at 7, that of the array at 5.
//
// A document does not change once it is parsed, so many threads may read it. Functions take constant time unless they
// say otherwise, and throw nothing.

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "containers/byte_arena.h"

namespace pith::canon {

/// SPEC 1.4: the most containers (arrays and objects) that may be nested in one another.
inline constexpr std::size_t nesting_depth_max = 64;

enum class Kind : std::uint8_t { null, boolean_false, boolean_true, integer, real, string, array, object };

/// What the node of a container has instead of text.
struct ContainerSpan {
  std::uint32_t sorted_keys;  ///< objects: the index of its first key in Document::sorted_keys
  std::uint32_t end;          ///< the index after the last descendant
};

/// One value, or one key of an object.
struct Node {
  union {
    const char* text;  ///< scalars and keys: the first character
    ContainerSpan span;
  };
  std::uint32_t size;  ///< bytes of text; elements of an array; members of an object
  Kind kind;
  bool is_plain;        ///< strings: nothing in the text must be escaped
  std::uint8_t height;  ///< containers: how many are nested from here down, including itself; 0 for a scalar
};

class Value;

/// A parsed document. The text stays with the caller, and must outlive the document. Only moves: it takes several times
/// the memory of the text, and nobody needs it twice.
struct Document {
  Document() = default;
  Document(Document&&) = default;
  Document& operator=(Document&&) = default;

  std::string_view text;                   ///< what was parsed
  std::vector<Node> nodes;                 ///< in document order; an object's keys are nodes too
  std::vector<std::uint32_t> sorted_keys;  ///< for each object the indices of its keys, in the order of compare_text
  containers::ByteArena texts;             ///< unescaped strings, and canonical numbers that are not in the text

  Value root() const;
};

/// A view of one value of a document. The document must outlive it. Cheap to copy.
class Value {
 public:
  Value(const Document& document, std::uint32_t index) : document_(&document), index_(index) {}

  Kind kind() const { return node().kind; }
  bool is_string() const { return kind() == Kind::string; }
  bool is_array() const { return kind() == Kind::array; }
  bool is_object() const { return kind() == Kind::object; }
  bool is_null() const { return kind() == Kind::null; }

  /// Strings: the text, unescaped. Numbers: the canonical form. Needs a string or a number.
  std::string_view text() const {
    assert(is_string() || kind() == Kind::integer || kind() == Kind::real);
    return {node().text, node().size};
  }

  /// The number of elements or members. Needs an array or an object.
  std::uint32_t size() const {
    assert(is_array() || is_object());
    return node().size;
  }

  /// How many containers are nested from here down, including itself; 0 for a scalar.
  std::size_t height() const { return node().height; }

  /// The value of the member with this key, or std::nullopt if there is none or this is not an object. Logarithmic in
  /// the number of members.
  std::optional<Value> find(std::string_view key) const;

  /// The text of the member with this key, or std::nullopt if it is missing or not a string. Costs what find costs.
  std::optional<std::string_view> find_string(std::string_view key) const;

  /// The i-th member, counted from 0, in the order of compare_text. Needs an object, and i < size().
  std::string_view sorted_key(std::uint32_t i) const {
    const Node& key = document_->nodes[sorted_key_index(i)];
    return {key.text, key.size};
  }
  Value sorted_value(std::uint32_t i) const { return {*document_, sorted_key_index(i) + 1}; }

  /// The elements of an array, in turn: begin at first(), and go on with next() until past_last().
  Value first() const { return {*document_, index_ + 1}; }
  Value past_last() const { return {*document_, node().span.end}; }
  Value next() const { return {*document_, end_index()}; }
  friend bool operator==(const Value& left, const Value& right) {
    return left.document_ == right.document_ && left.index_ == right.index_;
  }

  /// Whether this is an object that is written in the text with exactly these bytes. Needs bytes that are a JSON
  /// object. True is certain. False is not: it is also returned for an object that is empty, or whose first key has an
  /// escape. Linear in the bytes.
  bool is_written_as(std::string_view bytes) const;

  /// Its index in Document::nodes.
  std::uint32_t index() const { return index_; }
  const Document& document() const { return *document_; }

 private:
  const Node& node() const { return document_->nodes[index_]; }
  std::uint32_t sorted_key_index(std::uint32_t i) const {
    assert(is_object() && i < node().size);
    return document_->sorted_keys[node().span.sorted_keys + i];
  }
  bool is_container() const { return is_array() || is_object(); }
  std::uint32_t end_index() const { return is_container() ? node().span.end : index_ + 1; }

  const Document* document_;
  std::uint32_t index_;
};

/// The elements of an array for a range-based loop. Needs an array.
class Elements {
 public:
  class Iterator {
   public:
    explicit Iterator(Value value) : value_(value) {}
    Value operator*() const { return value_; }
    Iterator& operator++() {
      value_ = value_.next();
      return *this;
    }
    friend bool operator==(const Iterator& left, const Iterator& right) = default;

   private:
    Value value_;
  };

  explicit Elements(Value array) : array_(array) { assert(array.is_array()); }
  Iterator begin() const { return Iterator(array_.first()); }
  Iterator end() const { return Iterator(array_.past_last()); }

 private:
  Value array_;
};

inline Value Document::root() const {
  assert(!nodes.empty());
  return {*this, 0};
}

}  // namespace pith::canon

#endif
