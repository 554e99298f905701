#ifndef PITH_TESTS_AUDIT_JSON_PAIR_H
#define PITH_TESTS_AUDIT_JSON_PAIR_H

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pith::tests::mirror {

/// A JSON value in two spellings: with its members in the order of the registry, and in canonical form. Both grow
/// together, so that a bundle is never parsed to be hashed.
struct Json {
  std::string spelled;
  std::string canonical;
};

/// The members of an object, in the order in which they are spelled. The names outlive it, are ASCII, and need no
/// escapes.
using Fields = std::vector<std::pair<std::string_view, Json>>;

Json text(std::string_view value);
Json number(std::uint64_t value);
Json null();
Json object(const Fields& fields);
Json array(const std::vector<Json>& items);

/// A value that is spelled as it stands. Throws if it is not JSON.
Json constant(std::string_view json);

/// The value in canonical form in both spellings.
Json canonical(const Json& json);

/// Puts another value in the place of a member. Throws if there is no such member.
void replace(Fields& fields, std::string_view name, Json value);

}  // namespace pith::tests::mirror

#endif
