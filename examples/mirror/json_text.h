#ifndef PITH_EXAMPLES_MIRROR_JSON_TEXT_H
#define PITH_EXAMPLES_MIRROR_JSON_TEXT_H

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Takes canonical JSON apart. The library has made it canonical, so nothing here has to check it: there is no white
// space, and each key has one spelling.

namespace mirror {

/// A member of an object. Views of the object's text.
struct Member {
  std::string_view key;    ///< as it is written, with its quotes
  std::string_view value;  ///< canonical JSON
};

/// Needs canonical JSON. Linear.
bool is_object(std::string_view json) noexcept;
bool is_array(std::string_view json) noexcept;
bool is_string(std::string_view json) noexcept;

/// Gives each element of an array to `take`, in their order. Needs a canonical array. Linear; in fixed memory, because
/// strangers' arrays can have an element for every two bytes.
void for_each_element(std::string_view array, const std::function<void(std::string_view element)>& take);

/// The members of an object, in their order. Needs a canonical object. Linear.
std::vector<Member> members_of(std::string_view object);

/// The value of a key, which is written with its quotes; std::nullopt if there is none. Linear.
std::optional<std::string_view> find(const std::vector<Member>& members, std::string_view key);

/// The object with these members. Linear.
std::string write_object(const std::vector<Member>& members);

/// A string as JSON. Needs UTF-8. Linear.
std::string quote(std::string_view text);

}  // namespace mirror

#endif
