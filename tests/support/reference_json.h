#ifndef PITH_TESTS_SUPPORT_REFERENCE_JSON_H
#define PITH_TESTS_SUPPORT_REFERENCE_JSON_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The slow reference, first part: reading and writing JSON, SPEC 1. It was written from SPEC alone and shares no code
// with `canon/`, so that a mistake there cannot hide here.

namespace pith::tests::reference {

/// A JSON value as a plain tree, slow and obvious.
struct Json {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text;                     ///< the bytes of a string; the canonical form of a number or boolean
  std::vector<Json> items;              ///< of an array
  std::map<std::string, Json> members;  ///< of an object; the map keeps them in the order of SPEC 1.1

  bool is_object() const { return kind == Kind::object; }
  bool is_string() const { return kind == Kind::string; }
  /// The member of that name; null if there is none, or if this is not an object.
  const Json* find(const std::string& name) const;
  /// The text of a string member; std::nullopt if it is missing or not a string.
  std::optional<std::string> find_string(const std::string& name) const;
};

Json string_json(std::string text);
Json array_json(std::vector<Json> items);

/// SPEC 1.4: std::nullopt if the document is refused, whatever the error code.
std::optional<Json> read(std::string_view text);

/// SPEC 1.1 to 1.3: the canonical form.
std::string write(const Json& value);

/// How many containers are nested in one another, this one counted. A value that is not a container has depth 0.
std::size_t depth_of(const Json& value);

}  // namespace pith::tests::reference

#endif
