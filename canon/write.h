#ifndef PITH_CANON_WRITE_H
#define PITH_CANON_WRITE_H

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"

namespace pith::canon {

/// SPEC 1.2: appends a JSON string that says `text`, which needs to be UTF-8. Linear.
void append_string(std::string& out, std::string_view text);

/// SPEC 1: appends the canonical form of a value. Linear.
void append_canonical(std::string& out, Value value);

/// A document in canonical form, written once, that knows where each of its values stands: the canonical
/// form of a value is a piece of that of the whole. The document must outlive it.
class CanonicalText {
 public:
  explicit CanonicalText(const Document& document);

  std::string_view whole() const { return bytes_; }

  /// The canonical form of one value of the document.
  std::string_view of(Value value) const { return view(spans_[value.index()]); }

  /// The canonical form of an object without the members of these names; of another value: of itself.
  std::string without(Value value, std::span<const std::string_view> names) const;

 private:
  struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  std::string_view view(Span span) const { return std::string_view(bytes_).substr(span.begin, span.end - span.begin); }

  std::string bytes_;
  std::vector<Span> spans_;  // of each node, keys included
};

}  // namespace pith::canon

#endif
