#ifndef PITH_ENGINE_REPORTS_LINE_READER_H
#define PITH_ENGINE_REPORTS_LINE_READER_H

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "canon/document.h"
#include "canon/encoding.h"
#include "canon/lexer.h"
#include "canon/parse.h"
#include "pith/audit.h"
#include "pith/crypto.h"
#include "pith/result.h"

namespace pith::engine {

/// Reads the members of a line that an audit wrote. The first fault is kept, and what is read after it has no meaning:
/// so the caller reads all members and then asks once. The document must outlive it.
class LineReader {
 public:
  explicit LineReader(const canon::Document& document) : document_(document) {}

  std::optional<Error> take_error() { return std::move(error_); }

  void fail(canon::Value at, std::string explanation) {
    if (!error_) {
      const std::size_t offset = canon::find_node_offset(document_.text, at.index());
      error_ = Error{ErrorCode::not_a_verdict, canon::place_at(document_.text, offset), std::move(explanation)};
    }
  }

  /// The root, if it is an object of that format.
  std::optional<canon::Value> root(std::string_view format) {
    const canon::Value root = document_.root();
    if (root.find_string("format") != format) {
      fail(root, "expected an object with the format " + std::string(format));
      return std::nullopt;
    }
    return root;
  }

  /// The member of an object; the object itself, with a fault, if it has no such member.
  canon::Value member(canon::Value object, std::string_view name) {
    const std::optional<canon::Value> value = object.find(name);
    if (!value) {
      fail(object, "the member " + std::string(name) + " is missing");
    }
    return value.value_or(object);
  }

  std::string text(canon::Value value) {
    if (!value.is_string()) {
      fail(value, "expected a string");
      return {};
    }
    return std::string(value.text());
  }
  bool boolean(canon::Value value) {
    if (value.kind() != canon::Kind::boolean_true && value.kind() != canon::Kind::boolean_false) {
      fail(value, "expected true or false");
    }
    return value.kind() == canon::Kind::boolean_true;
  }

  /// A count or a position in a document, which has at most document_size_bytes_max bytes.
  std::uint64_t number(canon::Value value) { return count(value, canon::document_size_bytes_max); }
  /// A count over many documents.
  std::uint64_t count(canon::Value value, std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
    std::uint64_t number = 0;
    if (value.kind() == canon::Kind::integer) {
      const std::string_view digits = value.text();
      const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      if (code == std::errc() && end == digits.data() + digits.size() && number <= most) {
        return number;
      }
    }
    fail(value, "expected an integer from 0 to " + std::to_string(most));
    return 0;
  }
  Sha256Digest hash(canon::Value value) {
    Sha256Digest hash = {};
    if (!value.is_string() || !canon::decode_hex(value.text(), hash.bytes)) {
      fail(value, "expected 64 lower-case hexadecimal digits");
    }
    return hash;
  }

  /// The name of a check, a reason or a warning.
  std::string name(canon::Value at, std::string_view name) {
    const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    if (name.empty() || name.size() > name_bytes_max || !std::all_of(name.begin(), name.end(), is_allowed)) {
      fail(at, "expected a name of at most 64 characters: a to z, digits and _");
    }
    return std::string(name);
  }

  /// `read(value)`, or std::nullopt for null.
  template <class Read>
  auto unless_null(canon::Value value, Read read) -> std::optional<decltype(read(value))> {
    return value.is_null() ? std::nullopt : std::optional(read(value));
  }

  /// Calls `read(element)` for each element of an array, which may have audit_names_max of them.
  template <class Read>
  void each(canon::Value array, Read read) {
    if (!array.is_array() || array.size() > audit_names_max) {
      fail(array, "expected an array of at most " + std::to_string(audit_names_max) + " elements");
      return;
    }
    for (const canon::Value element : canon::Elements(array)) {
      read(element);
    }
  }

  /// Calls `read(name, value)` for each member of an object, in byte order.
  template <class Read>
  void members(canon::Value object, Read read) {
    if (!object.is_object()) {
      fail(object, "expected an object");
      return;
    }
    for (std::uint32_t i = 0; i < object.size(); ++i) {
      read(object.sorted_key(i), object.sorted_value(i));
    }
  }

 private:
  /// More than any name has, so that a hostile line cannot make one long.
  static constexpr std::size_t name_bytes_max = 64;

  const canon::Document& document_;
  std::optional<Error> error_;
};

}  // namespace pith::engine

#endif
