#ifndef PITH_CANON_WRITE_H
#define PITH_CANON_WRITE_H

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canon/document.h"

namespace pith::canon {

/// SPEC 1.2: appends a JSON string that says `text`, which needs to be UTF-8. Linear.
void append_string(std::string& out, std::string_view text);

/// SPEC 1.2: how many bytes a string takes that says `text`, quotes included. Linear.
std::size_t escaped_size_bytes(std::string_view text) noexcept;

/// SPEC 1: appends the canonical form of a value. Linear.
void append_canonical(std::string& out, Value value);

/// A document in canonical form, written once, that knows where each of its values stands: the canonical
/// form of a value is a piece of that of the whole. The document must outlive it.
class CanonicalText {
 public:
  explicit CanonicalText(const Document& document);

  std::string_view whole() const { return {bytes_.get(), size_bytes_}; }

  /// The canonical form of one value of the document.
  std::string_view of(Value value) const { return spans_[value.index()]; }

  /// The canonical form of an object without the members of these names, in pieces; of another value: of itself.
  std::vector<std::string_view> without(Value value, std::span<const std::string_view> names) const;

 private:
  std::size_t size_bytes_;
  std::unique_ptr<char[]> bytes_;
  std::unique_ptr<std::string_view[]> spans_;  // of each node, keys included
};

/// Pieces of text one after the other.
std::string join(std::span<const std::string_view> pieces);

}  // namespace pith::canon

#endif
