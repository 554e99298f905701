#ifndef PITH_CANON_WRITE_H
#define PITH_CANON_WRITE_H

// Canonical JSON (SPEC 1.1 to 1.3). All functions are linear in what they write and safe to call from many threads.
// They throw nothing but std::bad_alloc.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"

namespace pith::canon {

/// SPEC 1.2: appends a text as a JSON string, with its quotes. Needs text that is UTF-8.
void append_string(std::string& out, std::string_view text);

/// SPEC 1.2: how many bytes a text takes as a JSON string, quotes included.
std::size_t escaped_size_bytes(std::string_view text) noexcept;

/// SPEC 1: appends the canonical form of a value.
void append_canonical(std::string& out, Value value);

/// A document in canonical form, written once. It knows which bytes are which value, because the canonical form of a
/// value is a slice of the canonical form of the whole. The document must outlive it. Does not change.
class CanonicalText {
 public:
  /// Writes the document. Linear in time and memory: 16 bytes for each value or key, in addition to the text.
  explicit CanonicalText(const Document& document);

  std::string_view whole() const { return {bytes_.get(), size_bytes_}; }

  /// The canonical form of one value of the document. Takes constant time.
  std::string_view of(Value value) const { return spans_[value.index()]; }

  /// The canonical form of an object without the members that have one of these names, in fragments that join() puts
  /// together. A value that is not an object is returned whole. Linear in the members times the names.
  std::vector<std::string_view> without(Value value, std::span<const std::string_view> names) const;

 private:
  std::size_t size_bytes_;
  std::unique_ptr<char[]> bytes_;
  std::unique_ptr<std::string_view[]> spans_;  // for each node, keys included
};

/// Fragments of text, one after the other.
std::string join(std::span<const std::string_view> fragments);

}  // namespace pith::canon

#endif
