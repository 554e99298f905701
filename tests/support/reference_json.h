#ifndef PITH_TESTS_SUPPORT_REFERENCE_JSON_H
#define PITH_TESTS_SUPPORT_REFERENCE_JSON_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pith::tests::reference {

/// JSON as a plain tree, slow and obvious: written from SPEC 1 alone. It shares no code with `canon/`, so that
/// a fault there cannot hide here.
struct Json {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text;                     ///< of a string its bytes; of a number or boolean its canonical form
  std::vector<Json> items;              ///< of an array
  std::map<std::string, Json> members;  ///< of an object, and so in the order of SPEC 1.1

  bool is_object() const { return kind == Kind::object; }
  bool is_string() const { return kind == Kind::string; }
  /// The member of that name; null where there is none, or where this is no object.
  const Json* find(const std::string& name) const;
  /// The text of a string member; nothing where it is missing or no string.
  std::optional<std::string> find_string(const std::string& name) const;
};

Json string_json(std::string text);
Json array_json(std::vector<Json> items);

/// SPEC 1.4: nothing where the document is refused, for whatever reason.
std::optional<Json> read(std::string_view text);

/// SPEC 1.1 to 1.3.
std::string write(const Json& value);

/// Containers one in another, this one counted.
std::size_t depth_of(const Json& value);

}  // namespace pith::tests::reference

#endif
