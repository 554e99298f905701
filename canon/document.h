#ifndef PITH_CANON_DOCUMENT_H
#define PITH_CANON_DOCUMENT_H

// A parsed JSON document as flat arrays, in document order: no allocation per value, and no copy of a
// string in which nothing is escaped. Immutable once parsed.

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace pith::canon {

/// SPEC 1.4: the most containers that may stand one in another.
inline constexpr std::size_t nesting_depth_max = 64;

enum class Kind : std::uint8_t { null, boolean_false, boolean_true, integer, real, string, array, object };

/// Owns text that does not stand in the input as it is. Addresses are stable.
class TextArena {
 public:
  std::string_view store(std::string_view text);

 private:
  static constexpr std::size_t chunk_size_bytes = 4096;
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* free_begin_ = nullptr;
  std::size_t free_size_bytes_ = 0;
};

/// What a container has instead of text.
struct ContainerSpan {
  std::uint32_t sorted_keys;  ///< objects: where their keys begin in Document::sorted_keys
  std::uint32_t end;          ///< the index after the last descendant
};

/// One value, or one key of an object.
struct Node {
  union {
    const char* text;  ///< scalars and keys: where their characters begin
    ContainerSpan span;
  };
  std::uint32_t size;  ///< bytes of text; elements of an array; members of an object
  Kind kind;
  bool is_plain;        ///< strings: the text holds nothing that must be escaped
  std::uint8_t height;  ///< nested containers from here down, itself counted; 0 for a scalar
};

class Value;

/// Text stays with the caller: the input must outlive the document. Safe to read from many threads.
struct Document {
  std::string_view text;                   ///< what was parsed
  std::vector<Node> nodes;                 ///< in document order; an object's keys are nodes too
  std::vector<std::uint32_t> sorted_keys;  ///< for each object its keys' indices, in the order of compare_text
  TextArena texts;

  Value root() const;
};

/// A view of one value of a document, which must outlive it. Cheap to copy.
class Value {
 public:
  Value(const Document& document, std::uint32_t index) : document_(&document), index_(index) {}

  Kind kind() const { return node().kind; }
  bool is_string() const { return kind() == Kind::string; }
  bool is_array() const { return kind() == Kind::array; }
  bool is_object() const { return kind() == Kind::object; }
  bool is_null() const { return kind() == Kind::null; }

  /// Strings: what the string says, unescaped. Numbers: their canonical form. Needs one of these.
  std::string_view text() const {
    assert(is_string() || kind() == Kind::integer || kind() == Kind::real);
    return {node().text, node().size};
  }

  /// Elements of an array or members of an object. Needs one of these.
  std::uint32_t size() const {
    assert(is_array() || is_object());
    return node().size;
  }

  std::size_t height() const { return node().height; }

  /// The member of that name; nothing where there is none or this is no object. O(log members).
  std::optional<Value> find(std::string_view key) const;

  /// The text of the member of that name; nothing where it is missing or no string.
  std::optional<std::string_view> find_string(std::string_view key) const;

  /// Needs an object and i < size(): the i-th member in the order of the keys.
  std::string_view sorted_key(std::uint32_t i) const {
    const Node& key = document_->nodes[sorted_key_index(i)];
    return {key.text, key.size};
  }
  Value sorted_value(std::uint32_t i) const { return {*document_, sorted_key_index(i) + 1}; }

  /// The elements of an array one after the other: begin at first(), and go on while != past_last().
  Value first() const { return {*document_, index_ + 1}; }
  Value past_last() const { return {*document_, node().span.end}; }
  Value next() const { return {*document_, end_index()}; }
  friend bool operator==(const Value& left, const Value& right) {
    return left.document_ == right.document_ && left.index_ == right.index_;
  }

  /// Whether an object stands in the text with exactly these bytes, which need to be those of a JSON object. Some that
  /// do are missed: those whose first key has an escape.
  bool is_written_as(std::string_view bytes) const;

  /// Its place in Document::nodes.
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
